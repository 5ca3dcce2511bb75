package everymode.level;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.error.EverymodeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LevelFilesTest {

  @TempDir private Path folder = Path.of("");

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  @Test
  void levels_of_any_size_are_read_in_the_order_of_their_names() throws IOException {
    write("b.txt", "##\n#.\n");
    write("a.txt", "###\n#@.\n");
    write("readme.md", "no level");
    LevelFiles files = LevelFiles.read(folder);
    assertThat(files.names()).containsExactly("a.txt", "b.txt");
    assertThat(files.levels()).extracting(Level::width).containsExactly(3, 2);
    assertThat(files.tiles().letters()).isEqualTo("#.@");
    assertThat(files.notes()).isEmpty();
    assertThat(files.tiles().counts(files.levels().getFirst())).containsExactly(4, 1, 1);
    assertThat(files.tiles().index('x')).isNegative();
  }

  @Test
  void a_legend_names_tiles_and_may_lack_some() throws IOException {
    write("a.txt", "#@.x\n");
    write(
        "legend.json",
        "{\"tiles\": {\".\": [\"floor\"], \"#\": [\"solid\", \"wall\"], \"@\": \"player\"}}");
    LevelFiles files = LevelFiles.read(folder);
    assertThat(files.tiles().letters()).isEqualTo(".#@x");
    assertThat(files.tiles().names().get('#')).containsExactly("solid", "wall");
    assertThat(files.notes())
        .containsExactly("Letters of the levels that the legend lacks are tiles, too: 'x'.");
  }

  @Test
  void a_legend_without_tiles_is_passed_over() throws IOException {
    write("a.txt", "#@.\n");
    write("graph.json", "{\"nodes\": [1, 2], \"edges\": []}");
    LevelFiles files = LevelFiles.read(folder);
    assertThat(files.tiles().letters()).isEqualTo("#.@");
    assertThat(files.notes())
        .containsExactly("graph.json describes no tiles; they are taken from the levels.");
  }

  @Test
  void what_cannot_be_read_is_one_sentence() throws IOException {
    assertThatThrownBy(() -> LevelFiles.read(folder))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining("has no levels; they are text files that end in .txt");
    write("a.txt", "##\n#\n");
    assertThatThrownBy(() -> LevelFiles.read(folder))
        .hasMessageContaining("a.txt: line 2: must have 2 tiles");
    write("a.txt", "##\n");
    write("a.json", "{\"tiles\":\n");
    assertThatThrownBy(() -> LevelFiles.read(folder)).hasMessageContaining("is not JSON");
    write("b.json", "{}");
    assertThatThrownBy(() -> LevelFiles.read(folder)).hasMessageContaining("has 2 legends");
  }

  @Test
  void line_ends_marks_and_spaces_are_no_tiles_unless_they_fit() throws IOException {
    write("a.txt", "\uFEFFw w\r\nw w\r\n");
    write("b.txt", "w w \nw w\n\n");
    write("c.txt", "ww \nww \n");
    assertThat(LevelFiles.read(folder).levels())
        .extracting(Level::tiles)
        .containsExactly("w ww w", "w ww w", "ww ww ");
    write("d.txt", "a\uD83D\uDE00\n");
    assertThatThrownBy(() -> LevelFiles.read(folder))
        .hasMessageContaining("has tabs or symbols such as emoji");
  }
}
