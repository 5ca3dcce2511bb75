package everymode.data.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import everymode.data.Dataset;
import everymode.data.Rows;
import everymode.data.catalog.Datasets;
import everymode.error.EverymodeException;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CountDatasetsTest {

  @TempDir private Path folder;

  private String file(String text) throws IOException {
    return Files.writeString(folder.resolve("counts.csv"), text).toString();
  }

  private static double[] values(Rows rows) {
    try (var _ = new Scope()) {
      return Ops.doubles(rows.all());
    }
  }

  private static double[] counts(Rows rows) {
    try (var _ = new Scope()) {
      return Ops.doubles(Objects.requireNonNull(rows.counts()));
    }
  }

  @Test
  void genes_are_filtered_and_scaled_by_the_totals_of_their_columns() throws IOException {
    String text = "gene,a,b\ng1,999990,0\ng2,1,0\ng3,9,500000\ng4,0,0\ng5,0,500000\n";
    Dataset data = Datasets.open(file(text) + ":held-out=no");
    assertThat(data.train().names()).containsExactly("g1", "g3", "g5");
    assertThat(data.domain().columns()).extracting("name").containsExactly("a", "b");
    double[] x = values(data.train());
    assertThat(x[0]).isCloseTo(Math.log1p(999_990), within(1e-5));
    assertThat(x[2]).isCloseTo(Math.log1p(9), within(1e-6));
    assertThat(x[3]).isCloseTo(Math.log1p(500_000), within(1e-5));
    assertThat(counts(data.train())).containsExactly(999_990, 0, 9, 500_000, 0, 500_000);
    assertThat(data.notes().toString())
        .contains("3 of 5 genes", "1 genes have no counts at all", "No rows are held out");
    assertThat(data.heldOut().names()).isEqualTo(data.train().names());
    Dataset all = Datasets.open(file(text) + ":held-out=no,min-cpm=0");
    assertThat(all.train().names()).containsExactly("g1", "g2", "g3", "g5");
  }

  @Test
  void names_and_counts_stay_with_the_rows_that_are_held_out() throws IOException {
    StringBuilder text = new StringBuilder("gene\ta\tb\n");
    for (int i = 0; i < 60; i++) {
      text.append(String.format(Locale.ROOT, "g%d\t%d\t%d\n", i, i + 1, 2 * i + 1));
    }
    Dataset data = Datasets.open(file(text.toString()));
    assertThat(data.train().names()).hasSize(data.train().size()).doesNotContain("");
    assertThat(data.heldOut().size()).isBetween(1, 15);
    for (Rows part : java.util.List.of(data.train(), data.heldOut())) {
      double[] counts = counts(part);
      for (int i = 0; i < part.size(); i++) {
        int gene = Integer.parseInt(part.names().get(i).substring(1));
        assertThat(counts[2 * i]).isEqualTo(gene + 1.0);
        assertThat(counts[2 * i + 1]).isEqualTo(2 * gene + 1.0);
      }
    }
  }

  @Test
  void tables_that_may_be_something_else_are_no_counts() throws IOException {
    String names = "gene,a,b\ng1,1,2\ng2,3,5\ng3,4,1\n";
    assertThat(Datasets.open(file(names)).train().names()).isNotEmpty();
    assertThatThrownBy(() -> Datasets.open(file(names) + ":counts=no"))
        .isInstanceOf(EverymodeException.class);
    String decimals = ",a,b\nx,1.5,2\ny,3,5\nz,1,1\n";
    assertThat(Datasets.open(file(decimals)).train().names()).isEmpty();
    assertThat(Datasets.open(file(decimals) + ":counts=genes").train().names()).isNotEmpty();
    String numbered = ",a,b\n1,1,2\n2,3,5\n3,4,4\n";
    assertThat(Datasets.open(file(numbered)).train().names()).isEmpty();
  }

  @Test
  void a_line_of_names_may_lack_the_name_of_the_first_column() throws IOException {
    Dataset data = Datasets.open(file("a,b\ng1,1,2\ng2,3,5\n") + ":counts=genes,held-out=no");
    assertThat(data.train().names()).containsExactly("g1", "g2");
    assertThat(data.domain().columns()).extracting("name").containsExactly("a", "b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gene,a,b;g1,1,2;g2,3|line 3: must have 3 fields like the first line, but has 2",
        "gene,a,b;g1,1,-2;g2,3,4|column 'b': must be a count, but is -2; give the counts themselves",
        "gene,a,b;g1,1,2;g2,x,4|line 3, column 'a': must be a count, but is x; write 0",
        "gene,a,b;g1,1,2;g2,,4|must be a count, but is empty",
        "gene,a,b;g1,1,2;g2,3,4;g1,5,6|the name 'g1' occurs twice, as row 1 and 3",
        "gene,a,a;g1,1,2;g2,3,4|the name 'a' occurs twice, as column 1 and 2",
        "gene,a,b;g1,1,0;g2,3,0|column 'b' has no counts",
        "gene,a,b;,1,2;g2,3,4|line 2: has no name",
        "gene,a,b|has no rows"
      })
  void invalid_counts_are_refused_in_one_sentence(String text, String message) throws IOException {
    String spec = file(text.replace(';', '\n') + "\n") + ":counts=genes";
    assertThatThrownBy(() -> Datasets.open(spec))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining(message);
  }

  private void write(String name, String text) throws IOException {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(folder.resolve(name)))) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private void instrument(String matrix) throws IOException {
    write("matrix.mtx.gz", matrix);
    write("features.tsv.gz", "E1\tOne\tGene Expression\nE2\tTwo\tGene Expression\nE3\tOne\tx\n");
    write("barcodes.tsv.gz", "AAA-1\nCCC-1\nGGG-1\nTTT-1\n");
  }

  private static final String HEAD = "%%MatrixMarket matrix coordinate integer general\n";

  @Test
  void cells_are_scaled_by_their_totals_and_keep_the_genes_that_vary_most() throws IOException {
    instrument(HEAD + "%\n3 4 6\n1 1 3\n2 1 1\n1 2 2\n3 2 2\n1 3 7\n3 3 1\n");
    Dataset data = Datasets.open(folder + ":genes=2,held-out=no");
    assertThat(data.train().names()).containsExactly("AAA-1", "CCC-1", "GGG-1"); // one is empty
    assertThat(data.domain().columns()).extracting("name").containsExactly("E2", "E3");
    double[] x = values(data.train());
    assertThat(x[0]).isCloseTo(Math.log1p(2_500), within(1e-5));
    assertThat(x[3]).isCloseTo(Math.log1p(5_000), within(1e-5));
    assertThat(counts(data.train())).containsExactly(1, 0, 0, 2, 0, 1);
  }

  @Test
  void features_may_be_rows() throws IOException {
    instrument(HEAD + "3 4 6\n1 1 3\n2 2 1\n1 3 2\n3 4 2\n1 2 7\n3 3 1\n");
    Dataset data = Datasets.open(folder + ":counts=genes,held-out=no");
    assertThat(data.train().names()).containsExactly("E1", "E2", "E3");
    assertThat(data.domain().columns()).hasSize(4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x;3 4 1;1 1 1|line 1: must begin with",
        "%%MatrixMarket matrix coordinate integer general;3 4 1;4 1 1|line 3: the feature must be from 1 to 3",
        "%%MatrixMarket matrix coordinate integer general;3 4 1;1 5 1|the barcode must be from 1 to 4",
        "%%MatrixMarket matrix coordinate integer general;3 4 2;1 1 1|the file ends before all counts",
        "%%MatrixMarket matrix coordinate integer general;3 4 1;1 1 1;2 2 2|more lines than the 1 announced",
        "%%MatrixMarket matrix coordinate integer general;3 4 1;1 1 -1|a count must be at least 0",
        "%%MatrixMarket matrix coordinate integer general;3 4 1;1 1 a|must have three numbers",
        "%%MatrixMarket matrix coordinate integer general;3 4 400000000;1 1 1|announces more counts",
        "%%MatrixMarket matrix coordinate integer general;2 4 1;1 1 1|features.tsv.gz: must have a line for each feature, 2, but has 3"
      })
  void invalid_matrices_are_refused_in_one_sentence(String text, String message)
      throws IOException {
    instrument(text.replace(';', '\n') + "\n");
    assertThatThrownBy(() -> Datasets.open(folder.toString()))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining(message);
  }

  @Test
  void names_beside_a_matrix_are_needed() throws IOException {
    write("matrix.mtx.gz", HEAD + "1 1 1\n1 1 1\n");
    assertThatThrownBy(() -> Datasets.open(folder.toString()))
        .hasMessageContaining("needs features.tsv or genes.tsv beside it");
  }

  @ParameterizedTest
  @CsvSource({"1.5, 16512", "2.0, 15884"})
  void the_published_filter_keeps_as_many_genes_of_mice(String least, int genes) {
    String root = System.getenv("EVERYMODE_DATA");
    assumeTrue(root != null, "EVERYMODE_DATA is not set");
    Path file = Path.of(root, "rnaseq", "raw_counts_mouse.csv.gz");
    assumeTrue(Files.exists(file), "there are no counts of mice");
    Dataset data = Datasets.open(file + ":held-out=no,min-cpm=" + least);
    assertThat(data.train().size()).isEqualTo(genes);
    assertThat(data.train().names().getFirst()).startsWith("ENSMUSG");
  }
}
