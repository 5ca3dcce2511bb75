package everymode.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import everymode.Check;
import everymode.level.Level;
import everymode.level.LevelRules;
import everymode.level.TileSet;
import everymode.level.ZeldaLevels;
import everymode.random.RandomKey;
import everymode.sample.OutputRange;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

final class GridTest {

  private static final TileSet TILES = new TileSet(".wg+123A", Map.of());
  private static final Domain.Grid ZELDA =
      new Domain.Grid(TILES, 9, 13, false, LevelRules.zelda(true));
  private static final Domain.Grid MIXED = new Domain.Grid(TILES, 4, 5, true, LevelRules.NONE);

  private static Tensor stored(Domain.Grid grid, List<Level> levels) {
    return Ops.ofBytes(grid.bytes(levels), levels.size(), grid.height(), grid.width());
  }

  @Test
  void each_cell_has_one_tile_and_counts_sum_to_the_cells() {
    List<Level> levels = ZeldaLevels.made(5, 9, 13, new RandomKey(1));
    try (var _ = new Scope()) {
      Tensor x = ZELDA.encode(stored(ZELDA, levels)); // [5, 8, 9, 13]
      assertThat(x.shape()).containsExactly(5, 8, 9, 13);
      Check.near(x.sum(1).amin().reshape(1), 0, 1);
      Check.near(x.sum(1).amax().reshape(1), 0, 1);
      Check.near(x.sum(1, 2, 3), 0, 117, 117, 117, 117, 117);
      double[] counts = Ops.doubles(x.sum(2, 3).select(0, 2));
      assertThat(counts)
          .containsExactly(
              IntStream.range(0, 8)
                  .mapToDouble(t -> levels.get(2).count(TILES.letter(t)))
                  .toArray());
    }
  }

  @Test
  void levels_come_back_from_any_units() {
    List<Level> levels = ZeldaLevels.made(4, 9, 13, new RandomKey(2));
    try (var _ = new Scope()) {
      Tensor x = ZELDA.encode(stored(ZELDA, levels));
      assertThat(ZELDA.levels(x)).isEqualTo(levels);
      // Probabilities are decoded to the most probable tile.
      Tensor noise = RandomTensors.uniform(new RandomKey(3), x.shape());
      assertThat(ZELDA.levels(ZELDA.decode(x.add(Ops.times(noise, 0.9))))).isEqualTo(levels);
    }
  }

  @Test
  void padding_is_no_part_of_a_level() {
    List<Level> levels = List.of(new Level("wwwA", 2, 2), new Level("w".repeat(20), 4, 5));
    try (var _ = new Scope()) {
      Tensor x = MIXED.encode(stored(MIXED, levels));
      Check.near(x.sum(1, 2, 3), 0, 4, 20);
      assertThat(MIXED.levels(x)).isEqualTo(levels);
      assertThat(MIXED.levels(MIXED.decode(x))).isEqualTo(levels);
    }
  }

  @Test
  void squared_distances_are_numbers_of_different_tiles() {
    List<Level> levels = ZeldaLevels.made(2, 9, 13, new RandomKey(4));
    try (var _ = new Scope()) {
      Tensor x = ZELDA.space(ZELDA.encode(stored(ZELDA, levels)));
      double squared = x.select(0, 0).sub(x.select(0, 1)).square().sum().item_double();
      assertThat(squared).isCloseTo(levels.get(0).hamming(levels.get(1)), within(1e-4));
    }
  }

  @Test
  void it_says_what_it_is() {
    assertThat(ZELDA.describe()).isEqualTo("levels 9×13 of 8 tiles");
    assertThat(MIXED.describe()).isEqualTo("levels up to 4×5 of 8 tiles");
    assertThat(ZELDA.noun()).isEqualTo("levels");
    assertThat(ZELDA.range()).isEqualTo(OutputRange.SOFTMAX);
    assertThat(ZELDA.numeric()).isFalse();
    assertThat(ZELDA.logScale()).isZero();
  }

  @Test
  void there_are_at_most_255_tiles() {
    String letters =
        IntStream.range(0, 256)
            .mapToObj(i -> String.valueOf((char) (0x4e00 + i)))
            .reduce("", String::concat);
    assertThatThrownBy(
            () -> new Domain.Grid(new TileSet(letters, Map.of()), 1, 1, false, LevelRules.NONE))
        .hasMessageContaining("at most 255 tiles");
  }
}
