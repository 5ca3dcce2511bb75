package everymode.data.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.data.DatasetSpec;
import everymode.error.EverymodeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownDatasetTest {

  @TempDir private Path folder;

  @Test
  void every_set_has_a_name_a_folder_and_files() {
    assertThat(KnownDatasets.all().stream().map(KnownDataset::name))
        .containsExactly("mnist", "fashion", "cifar-10", "cifar-100", "stl-10");
    for (KnownDataset set : KnownDatasets.all()) {
      assertThat(KnownDatasets.named(set.other())).contains(set);
      assertThat(set.bytes()).isPositive();
      for (KnownDataset.SourceFile part : set.files()) {
        assertThat(part.sum()).matches("|[0-9a-f]{32}|[0-9a-f]{64}");
      }
    }
  }

  @Test
  void a_set_that_is_not_on_disk_says_what_to_put_where() {
    KnownDataset set = KnownDatasets.named("cifar-100").orElseThrow();
    assertThatThrownBy(() -> Datasets.known(set, DatasetSpec.parse("cifar-100"), List.of(folder)))
        .isInstanceOf(EverymodeException.class)
        .hasMessageStartingWith(
            "data set 'cifar-100' is not on disk; put train.bin, test.bin from"
                + " cifar-100-binary.tar.gz into "
                + folder.resolve("cifar-100-binary"))
        .hasMessageContaining("'data check cifar-100' prints details");
    DataCheck check = DataCheck.of("cifar-100", List.of(folder));
    assertThat(check.sound()).isFalse();
    assertThat(check.content()).isNull();
    assertThat(check.files().getFirst().verdict()).isEqualTo(DataCheck.FileStatus.MISSING);
    assertThat(check.files().getLast().detail()).isEqualTo("MD5 03b5dce01913d631647c71ecec9e9cb8");
  }

  @Test
  void the_first_folder_that_contains_a_set_wins() throws IOException {
    KnownDataset set = KnownDatasets.named("mnist").orElseThrow();
    Path first = Files.createDirectories(folder.resolve("first"));
    Path second = Files.createDirectories(folder.resolve("second/mnist"));
    assertThat(set.find(List.of(first, folder.resolve("second")))).contains(second);
    Path own = Files.createDirectory(first.resolve("mnist"));
    assertThat(set.find(List.of(first, folder.resolve("second")))).contains(own);
  }

  @Test
  void a_file_that_differs_is_reported() throws IOException {
    Path own = Files.createDirectory(folder.resolve("mnist"));
    Files.write(own.resolve("t10k-labels-idx1-ubyte.gz"), new byte[4_542]);
    Files.write(own.resolve("train-labels-idx1-ubyte.gz"), new byte[7]);
    DataCheck check = DataCheck.of("mnist", List.of(folder));
    assertThat(check.sound()).isFalse();
    assertThat(check.files().get(1).detail()).isEqualTo("must have 28,881 bytes");
    assertThat(check.files().get(3).verdict()).isEqualTo(DataCheck.FileStatus.DIFFERS);
    assertThat(check.files().get(3).detail()).startsWith("SHA-256 must be f7ae60f9");
  }

  @Test
  void a_bundled_set_is_described() {
    DataCheck.RowSummary content = Objects.requireNonNull(DataCheck.of("digits").content());
    assertThat(content.description()).isEqualTo("3,823 images 8×8, 10 classes");
    assertThat(content.shape()).containsExactly(1L, 8L, 8L);
    assertThat(content.trainCounts().stream().mapToLong(Long::longValue).sum()).isEqualTo(3_823);
    assertThat(content.least()).isZero();
    assertThat(content.most()).isEqualTo(1);
  }

  @Test
  void the_real_files_have_their_checksums() {
    String root = System.getenv("EVERYMODE_DATA");
    Assumptions.assumeTrue(root != null, "EVERYMODE_DATA does not name a folder of sets");
    List<Path> roots = List.of(Path.of(String.valueOf(root)));
    for (String name : new String[] {"mnist", "fashion"}) {
      Assumptions.assumeTrue(KnownDatasets.named(name).orElseThrow().find(roots).isPresent());
      DataCheck check = DataCheck.of(name, roots);
      assertThat(check.files()).allMatch(file -> file.verdict() == DataCheck.FileStatus.SOUND);
      DataCheck.RowSummary content = Objects.requireNonNull(check.content());
      assertThat(content.format()).isEqualTo("IDX");
      assertThat(content.heldOutCounts()).hasSize(10);
    }
  }
}
