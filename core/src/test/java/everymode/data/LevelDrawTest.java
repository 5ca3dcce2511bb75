package everymode.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.level.Level;
import everymode.level.LevelRule;
import everymode.level.LevelRules;
import everymode.level.TileSet;
import everymode.random.RandomKey;
import everymode.sample.Sampler;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class LevelDrawTest {

  private static Domain.Grid grid(LevelRule... rules) {
    return new Domain.Grid(
        new TileSet("ab", Map.of()), 1, 3, false, new LevelRules(0, 0, List.of(rules)));
  }

  private static final Domain.Grid TWO = grid(new LevelRule.Count("a", 2, 2));

  /// Each of the eight levels equally often.
  private static final Sampler COINS =
      (n, key) -> Ops.oneHot(RandomTensors.integers(key, 2, 3L * n).reshape(n, 1, 3), 2);

  @Test
  void it_draws_until_the_rule_holds() {
    LevelDraw draw = LevelDraw.of(COINS, TWO, 50, false, Set.of(), new RandomKey(1));
    assertThat(draw.levels()).hasSize(50).allMatch(level -> level.count('a') == 2);
    assertThat(draw.playable()).isEqualTo(50);
    assertThat(draw.drawn()).isBetween(80, 220); // three of eight
    assertThat(LevelDraw.of(COINS, TWO, 20, false, Set.of(), new RandomKey(1)).levels())
        .isEqualTo(draw.levels().subList(0, 20));
  }

  @Test
  void new_levels_repeat_no_other_and_no_known_one() {
    Level known = new Level("aab", 1, 3);
    LevelDraw draw = LevelDraw.of(COINS, TWO, 2, true, Set.of(known), new RandomKey(1));
    assertThat(draw.levels()).extracting(Level::tiles).containsExactlyInAnyOrder("aba", "baa");
    assertThatThrownBy(() -> LevelDraw.of(COINS, TWO, 3, true, Set.of(known), new RandomKey(1)))
        .hasMessageMatching("only 2 of 10,\\d+ levels that were drawn are playable and new; .*");
  }

  @Test
  void it_gives_up_where_no_level_is_playable() {
    assertThatThrownBy(() ->
            LevelDraw.of(
                COINS, grid(new LevelRule.Count("a", 4, 4)), 1, false, Set.of(), new RandomKey(1)))
        .hasMessageContaining("only 0 of 10,");
  }
}
