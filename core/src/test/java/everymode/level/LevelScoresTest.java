package everymode.level;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import everymode.random.RandomKey;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class LevelScoresTest {

  private static final LevelRules RULES = LevelRules.zelda(true);

  private static Level level(String row) {
    return new Level("wwwwwwwwww" + row + "wwwwwwwwww", 3, 10);
  }

  private static final Level GOOD = level("wA.+.g...w");
  private static final Level OTHER = level("wA.+.g..1w");
  private static final Level BAD = level("wA.+.g..gw");

  @Test
  void copies_of_one_level_are_duplicates() {
    LevelScores scores = LevelScores.of(Collections.nCopies(10, GOOD), Set.of(), RULES);
    assertThat(scores.duplicates()).isCloseTo(0.9, within(1e-12));
    assertThat(scores.playable()).isEqualTo(1);
    assertThat(scores.uniquePlayable()).isEqualTo(0.1);
    assertThat(scores.hamming()).isZero();
    assertThat(scores.nearDuplicates()).containsEntry(95, 1.0);
  }

  @Test
  void shares_are_of_all_levels() {
    LevelScores scores = LevelScores.of(List.of(GOOD, OTHER, OTHER, BAD), Set.of(GOOD), RULES);
    assertThat(scores.levels()).isEqualTo(4);
    assertThat(scores.playable()).isEqualTo(0.75);
    assertThat(scores.copies()).isEqualTo(0.25);
    assertThat(scores.uniquePlayable()).isEqualTo(0.5);
    assertThat(scores.novelPlayable()).isEqualTo(0.25);
    assertThat(scores.broken()).containsExactly(java.util.Map.entry("exactly 1 g", 0.25));
    assertThat(scores.hamming()).isCloseTo(5 / 6.0, within(1e-12)); // five of six pairs differ
  }

  @Test
  void pairs_of_different_sizes_are_not_compared() {
    LevelScores scores = LevelScores.of(List.of(GOOD, new Level("w", 1, 1)), Set.of(), RULES);
    assertThat(scores.hamming()).isNaN();
    assertThat(scores.nearDuplicates()).isEmpty();
    assertThatThrownBy(() -> LevelScores.of(List.of(), Set.of(), RULES))
        .hasMessage("no levels have no scores");
  }

  @Test
  void levels_that_are_made_can_be_played_and_differ() {
    List<Level> made = ZeldaLevels.made(60, 9, 13, new RandomKey(3));
    LevelScores scores = LevelScores.of(made, Set.of(), RULES);
    assertThat(scores.uniquePlayable()).isEqualTo(1);
    assertThat(scores.hamming()).isBetween(15.0, 50.0);
    double walls = made.stream().mapToInt(level -> level.count('w')).average().orElseThrow();
    assertThat(walls).isBetween(50.0, 60.0);
    assertThat(ZeldaLevels.made(5, 9, 13, new RandomKey(3))).isEqualTo(made.subList(0, 5));
    assertThatThrownBy(() -> ZeldaLevels.made(1, 4, 9, new RandomKey(1)))
        .hasMessageContaining("at least 5 rows");
  }
}
