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
  void a_table_of_customers_with_a_column_of_classes_is_no_counts() throws IOException {
    StringBuilder text = new StringBuilder("id,a,b,c,d,e,f,g,h,i,j,k,l,churn\n");
    for (int i = 0; i < 20; i++) {
      text.append(
          String.format(
              Locale.ROOT, "c%d,%s%s\n", i, (i + ",").repeat(12), i % 2 == 0 ? "yes" : "no"));
    }
    assertThatThrownBy(() -> Datasets.open(file(text.toString()) + ":label=churn"))
        .hasMessageContaining("column 'id'");
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
    write(
        "features.tsv.gz",
        "E1\tOne\tGene Expression\nE2\tTwo\tGene Expression\nE3\tOne\tGene Expression\n");
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
  void features_that_are_no_genes_are_passed_over() throws IOException {
    instrument(HEAD + "3 4 6\n1 1 3\n2 2 1\n1 3 2\n3 4 2\n1 2 7\n2 4 1\n");
    write(
        "features.tsv.gz",
        "E1\tA\tGene Expression\nE2\tB\tGene Expression\nE3\tC\tAntibody Capture\n");
    Dataset data = Datasets.open(folder + ":held-out=no");
    assertThat(data.domain().columns()).extracting("name").containsExactly("A", "B");
    assertThat(data.notes().toString()).contains("1 features that are no genes");
  }

  @Test
  void a_count_stands_once() throws IOException {
    instrument(HEAD + "3 4 3\n1 1 3\n2 2 1\n1 1 2\n");
    assertThatThrownBy(() -> Datasets.open(folder.toString()))
        .hasMessageContaining("has two counts of feature 'E1' in barcode 'AAA-1'");
  }

  @Test
  void all_names_may_begin_with_that_of_the_sample() throws IOException {
    write("GSM1_matrix.mtx.gz", HEAD + "2 2 3\n1 1 3\n2 2 1\n1 2 5\n");
    write("GSM1_features.tsv.gz", "E1\nE2\n");
    write("GSM1_barcodes.tsv.gz", "A\nB\n");
    assertThat(Datasets.open(folder + ":held-out=no").train().names()).containsExactly("A", "B");
    write("GSM2_matrix.mtx.gz", HEAD + "2 2 3\n1 1 3\n2 2 1\n1 2 5\n");
    assertThatThrownBy(() -> Datasets.open(folder.toString()))
        .hasMessageContaining("has 2 matrices; give one of the files, such as ");
    assertThat(Datasets.open(folder.resolve("GSM1_matrix.mtx.gz") + ":held-out=no").train().size())
        .isEqualTo(2);
  }

  @Test
  void a_folder_without_its_matrix_is_recognised() throws IOException {
    Path below = Files.createDirectory(folder.resolve("filtered"));
    Files.writeString(below.resolve("matrix.mtx"), HEAD);
    assertThatThrownBy(() -> Datasets.open(folder.toString()))
        .hasMessageContaining("the matrix of counts is in " + below + "; give that folder");
    write("barcodes.tsv.gz", "A\n");
    assertThatThrownBy(() -> Datasets.open(folder.toString()))
        .hasMessageContaining("has barcodes.tsv, but no matrix.mtx");
  }

  @Test
  void genes_of_cells_may_be_given_by_name() throws IOException {
    instrument(HEAD + "3 4 6\n1 1 3\n2 1 1\n1 2 2\n3 2 2\n1 3 7\n3 3 1\n");
    Path panel = Files.writeString(folder.resolve("panel.txt"), "E3\n\nE1\n");
    Dataset data = Datasets.open(folder + ":genes=" + panel + ",held-out=no");
    assertThat(data.domain().columns()).extracting("name").containsExactly("E3", "E1");
    assertThat(counts(data.train())).containsExactly(0, 3, 2, 2, 1, 7);
    Files.writeString(panel, "E3\nE9\n");
    assertThatThrownBy(() -> Datasets.open(folder + ":genes=" + panel))
        .hasMessageContaining("lacks 1 of 2 genes that 'genes' names, such as 'E9'");
    Files.writeString(panel, "E3\nE3\n");
    assertThatThrownBy(() -> Datasets.open(folder + ":genes=" + panel))
        .hasMessageContaining("must have the name of a gene in each line, each once");
    assertThatThrownBy(() -> Datasets.open(folder + ":genes=nowhere.txt"))
        .hasMessageContaining("a text file with a name per line, but is nowhere.txt");
  }

  @Test
  void options_that_do_not_apply_are_refused() throws IOException {
    instrument(HEAD + "3 4 3\n1 1 3\n2 2 1\n1 2 2\n");
    assertThatThrownBy(() -> Datasets.open(folder + ":min-cpm=2"))
        .hasMessageContaining("min-cpm does not apply");
    assertThatThrownBy(() -> Datasets.open(folder + ":counts=no"))
        .hasMessageContaining("has counts; leave out counts=no");
    String table = file("gene,a,b\ng1,1,2\ng2,3,5\n");
    assertThatThrownBy(() -> Datasets.open(table + ":counts=genes,genes=5"))
        .hasMessageContaining("genes does not apply");
    assertThatThrownBy(() -> Datasets.open(table + ":counts=genes,standardise=yes"))
        .hasMessageContaining("standardise does not apply");
  }

  @Test
  void a_wrong_field_among_counts_is_named() throws IOException {
    StringBuilder text = new StringBuilder("gene,a,b\n");
    for (int i = 0; i < 20; i++) {
      text.append(String.format(Locale.ROOT, "g%d,%d,%s\n", i, i + 1, i == 7 ? "n/a" : "4"));
    }
    assertThatThrownBy(() -> Datasets.open(file(text.toString())))
        .hasMessageContaining("line 9, column 'b': must be a count, but is n/a; write 0");
  }

  @Test
  void what_counting_programs_add_is_passed_over() throws IOException {
    String htseq = "gene_id\ta\tb\ng1\t3\t4\ng2\t5\t1\n__no_feature\t900\t900\n";
    Dataset data = Datasets.open(file(htseq) + ":held-out=no");
    assertThat(data.train().names()).containsExactly("g1", "g2");
    assertThat(data.notes().toString()).contains("passed over: __no_feature.");
    String features =
        """
        # Program:featureCounts v2.0.1; Command:"featureCounts" "-T" "4"
        Geneid\tChr\tStart\tEnd\tStrand\tLength\ta.bam\tb.bam
        g1\tchr1;chr1\t100;300\t200;400\t+;+\t202\t3\t4
        g2\t2\t5\t9\t-\t5\t5\t1
        """;
    Dataset counted = Datasets.open(file(features) + ":held-out=no");
    assertThat(counted.train().names()).containsExactly("g1", "g2");
    assertThat(counted.domain().columns()).extracting("name").containsExactly("a.bam", "b.bam");
    assertThat(counts(counted.train())).containsExactly(3, 4, 5, 1);
  }

  @Test
  void genes_may_have_numbers_for_names() throws IOException {
    Dataset data = Datasets.open(file("gene,a,b\n1017,1,2\n7157,3,5\n") + ":held-out=no");
    assertThat(data.train().names()).containsExactly("1017", "7157");
  }

  @Test
  void counts_that_are_no_whole_numbers_are_remarked_and_huge_ones_refused() throws IOException {
    Dataset data = Datasets.open(file("gene,a,b\ng1,1.5,2\ng2,3.0,5\n") + ":counts=genes");
    assertThat(data.notes().toString()).contains("1 counts are no whole numbers");
    assertThatThrownBy(() -> Datasets.open(file("gene,a,b\ng1,1e300,2\n") + ":counts=genes"))
        .hasMessageContaining("must be a count of at most 1e9, but is 1e300");
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
