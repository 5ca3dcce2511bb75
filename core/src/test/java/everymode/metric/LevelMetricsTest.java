package everymode.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.data.catalog.Datasets;
import everymode.level.Level;
import everymode.level.ZeldaLevels;
import everymode.random.RandomKey;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LevelMetricsTest {

  private static final Dataset DATA = Datasets.open("zelda:levels=20,height=6,width=7");
  private static final Domain.Grid GRID = DATA.domain().grid().orElseThrow();

  private static MetricValues measured(List<Level> levels) {
    MetricValues values = new MetricValues();
    try (var _ = new Scope()) {
      var x = GRID.units(Ops.ofBytes(GRID.bytes(levels), levels.size(), 6, 7));
      new LevelMetrics(DATA, GRID).measure(EvaluatedRows.of(DATA, x, null, false), values);
    }
    return values;
  }

  @Test
  void training_levels_are_playable_copies() {
    List<Level> train;
    try (var _ = new Scope()) {
      train = GRID.levels(GRID.units(DATA.train().all()));
    }
    MetricValues values = measured(train);
    assertThat(values.value("playable")).isEqualTo(1);
    assertThat(values.value("unique-playable")).isEqualTo(1);
    assertThat(values.value("novel-playable")).isZero();
    assertThat(values.value("exact-counts")).isEqualTo(1);
    assertThat(values.value("hamming")).isPositive();
  }

  @Test
  void shares_are_of_all_levels() {
    List<Level> made = new ArrayList<>(ZeldaLevels.made(6, 6, 7, new RandomKey(9)));
    made.add(made.getFirst());
    made.add(new Level("w".repeat(42), 6, 7));
    MetricValues values = measured(made);
    assertThat(values.value("playable")).isEqualTo(7 / 8.0);
    assertThat(values.value("unique-playable")).isEqualTo(6 / 8.0);
    assertThat(values.value("novel-playable")).isEqualTo(6 / 8.0);
    assertThat(values.value("exact-counts")).isEqualTo(7 / 8.0);
    assertThat(values.value("near-duplicates")).isCloseTo(1 / 28.0, within(0.2));
  }
}
