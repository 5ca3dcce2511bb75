package everymode.data.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import everymode.data.Domain;
import everymode.data.catalog.Datasets;
import everymode.data.catalog.Samples;
import everymode.error.EverymodeException;
import everymode.error.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PathSpecTest {

  @TempDir private Path folder;

  @Test
  void a_path_may_contain_colons_and_existing_paths_take_precedence() throws IOException {
    Path odd = Files.createDirectory(folder.resolve("a:b=1"));
    Files.createDirectory(folder.resolve("a"));
    assertThat(PathSpec.of(odd.toString()).options()).isEmpty();
    PathSpec sized = PathSpec.of(odd + ":resize=8");
    assertThat(sized.path()).isEqualTo(odd.toString());
    assertThat(sized.spec().options()).containsEntry("resize", "8");
    assertThat(Datasets.title(odd + ":resize=8")).isEqualTo("a:b=1:resize=8");
    assertThat(Datasets.absolute(odd + ":resize=8")).isEqualTo(odd + ":resize=8");
    assertThat(PathSpec.of(folder.resolve("c") + ":resize=8").file()).isNull();
  }

  @Test
  void a_set_without_options_says_so() {
    assertThatThrownBy(() -> Datasets.open("digits:resize=8"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("has no options, but 'resize' was given; leave it out");
  }

  @Test
  void special_files_are_refused() {
    Path none = Path.of("/dev/null");
    assumeTrue(Files.exists(none));
    assertThatThrownBy(() -> Datasets.open(none.toString()))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining("must be a file or a folder, but is neither");
    assertThatThrownBy(() -> Samples.read(none.toString(), new Domain.Points(2)))
        .hasMessageContaining("must be a file or a folder, but is neither");
  }
}
