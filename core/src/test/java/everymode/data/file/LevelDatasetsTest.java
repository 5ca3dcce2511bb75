package everymode.data.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.data.catalog.Datasets;
import everymode.data.catalog.Samples;
import everymode.error.EverymodeException;
import everymode.io.Npz;
import everymode.level.Level;
import everymode.level.LevelFiles;
import everymode.level.LevelRules;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LevelDatasetsTest {

  private static final String ROOM = "wwwww\nwA+gw\nwwwww\n";
  private static final String SMALL = "www\nwww\n";

  @TempDir private Path folder = Path.of("");

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private static Domain.Grid grid(Dataset data) {
    return data.domain().grid().orElseThrow();
  }

  private static List<Level> levels(Dataset data) {
    try (var _ = new Scope()) {
      return grid(data).levels(data.domain().units(data.train().all()));
    }
  }

  @Test
  void a_folder_of_levels_is_a_data_set() throws IOException {
    write("a.txt", ROOM);
    write("b.txt", ROOM.replace('A', '.'));
    Dataset data = Datasets.open(folder + ":rule=zelda");
    assertThat(data.describe()).isEqualTo("2 levels 3×5 of 5 tiles");
    assertThat(data.holdsOut()).isFalse();
    assertThat(grid(data).rules()).isEqualTo(LevelRules.zelda(true));
    assertThat(levels(data)).extracting(Level::text).containsExactly(ROOM, ROOM.replace('A', '.'));
    assertThat(data.notes()).contains("1 of 2 levels break the rule.");
  }

  @Test
  void levels_of_different_sizes_are_padded_or_refused() throws IOException {
    write("a.txt", ROOM);
    write("b.txt", SMALL);
    write("legend.json", "{\"tiles\": {\"w\": [\"wall\"]}}");
    Dataset data = Datasets.open(folder.toString());
    assertThat(data.describe()).isEqualTo("2 levels up to 3×5 of 4 tiles");
    assertThat(levels(data)).extracting(Level::text).containsExactly(ROOM, SMALL);
    assertThat(grid(data).rules().known()).isFalse();
    assertThat(data.notes())
        .contains(
            "Letters of the levels that the legend lacks are tiles, too: '+', 'A', 'g'.",
            "Levels have different sizes, 3×5, 2×3; smaller ones are padded to 3×5, and the padding"
                + " is never read back.");
    assertThatThrownBy(() -> Datasets.open(folder + ":sizes=refuse"))
        .hasMessageContaining("levels must have one size, but there are 3×5, 2×3");
  }

  @Test
  void too_many_tiles_are_one_sentence() throws IOException {
    StringBuilder letters = new StringBuilder();
    for (int i = 0; i < 256; i++) {
      letters.append((char) (0x4e00 + i));
    }
    write("a.txt", letters + "\n");
    assertThatThrownBy(() -> Datasets.open(folder.toString()))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining("at most 255 different tiles, but have 256");
  }

  @Test
  void a_tenth_is_held_out_on_demand() throws IOException {
    for (int i = 0; i < 20; i++) {
      write(i + ".txt", ROOM);
    }
    assertThat(Datasets.open(folder.toString()).train().size()).isEqualTo(20);
    assertThat(Datasets.open(folder + ":held-out=yes").holdsOut()).isTrue();
  }

  @Test
  void a_rule_is_read_from_a_file() throws IOException {
    write("a.txt", ROOM);
    Path rule = Files.writeString(folder.resolve("rule.yaml"), "rules: [{type: border, tile: w}]");
    Dataset data = Datasets.open(Datasets.ruled(folder.toString(), rule.toString()));
    assertThat(grid(data).rules().rules()).hasSize(1);
    Path here = Path.of("").toAbsolutePath().relativize(rule.toAbsolutePath());
    assertThat(Datasets.absolute(folder + ":rule=" + here))
        .isEqualTo(folder.toAbsolutePath() + ":rule=" + rule.toAbsolutePath());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rule=nowhere.yaml|rule must be a file, zelda or zelda-loose, but is 'nowhere.yaml'",
        "sizes=crop|sizes must be pad or refuse, but is crop",
        "held-out=some|held-out must be no or yes, but is some",
        "rules=a|no option of data set",
      })
  void wrong_options_are_one_sentence(String option, String message) throws IOException {
    write("a.txt", ROOM);
    assertThatThrownBy(() -> Datasets.open(folder + ":" + option))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining(message);
  }

  @Test
  void levels_are_read_as_samples_of_a_set() throws IOException {
    write("a.txt", ROOM);
    Dataset data = Datasets.open(folder.toString());
    Path made = folder.resolve("made");
    LevelFiles.write(made, levels(data), grid(data).tiles());
    try (var _ = new Scope()) {
      assertThat(grid(data).levels(Samples.read(made.toString(), data.domain())))
          .isEqualTo(levels(data));
      Path arrays = folder.resolve("levels.npz");
      Samples.write(
          arrays, data.domain(), data.domain().units(data.train().all()), Map.of(), List.of());
      assertThat(grid(data).levels(Samples.read(arrays.toString(), data.domain())))
          .isEqualTo(levels(data));
      Npz.write(arrays, Map.of("samples", Ops.of(new float[15], 1, 3, 5).sub(Ops.full(1, 1))));
      assertThatThrownBy(() -> Samples.read(arrays.toString(), data.domain()))
          .hasMessageContaining("levels must be numbers of tiles from 0 to 3");
      Npz.write(arrays, Map.of("samples", Ops.of(new float[15], 1, 5, 3)));
      assertThatThrownBy(() -> Samples.read(arrays.toString(), data.domain()))
          .hasMessageContaining("must have shape [n, 3, 5]");
    }
    assertThatThrownBy(() -> LevelFiles.write(made, levels(data), grid(data).tiles()))
        .hasMessageContaining("must be empty, but has files");
  }

  @Test
  void the_built_in_levels_keep_their_rule() {
    Dataset data = Datasets.open("zelda:levels=12,height=7,width=8");
    assertThat(data.describe()).isEqualTo("12 levels 7×8 of 8 tiles");
    assertThat(data.holdsOut()).isTrue();
    assertThat(levels(data)).doesNotHaveDuplicates().allMatch(grid(data).rules()::playable);
    assertThat(Datasets.open("zelda:levels=12,height=7,width=8,seed=1").hash())
        .isNotEqualTo(data.hash());
  }
}
