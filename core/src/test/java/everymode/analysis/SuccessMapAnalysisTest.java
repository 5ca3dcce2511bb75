package everymode.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.dynamics.Dynamics;
import everymode.dynamics.Game;
import everymode.dynamics.IntervalRule;
import everymode.dynamics.Means;
import everymode.dynamics.SuccessMap;
import everymode.error.EverymodeException;
import everymode.error.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A map of success and its files.
final class SuccessMapAnalysisTest {

  @TempDir private Path folder = Path.of("");

  private static SuccessMap map(long seed) {
    Game game =
        new Game(
            new Means(-0.5, 0.5), new Dynamics.Unrolled(2, false), IntervalRule.SIGNED, 0.3, 0.3);
    return new SuccessMap(game, 1, 5, 2, 4, 150, seed);
  }

  private SuccessMapAnalysis whole(Path out, int threads) {
    return SuccessMapAnalysis.of(map(1), threads, out, () -> false, _ -> {}).orElseThrow();
  }

  @Test
  void a_stopped_map_goes_on_to_the_same_counts_with_other_threads() throws IOException {
    SuccessMapAnalysis whole = whole(folder.resolve("whole"), 2);
    assertThat(whole.cells().keySet()).containsExactlyElementsOf(map(1).places());
    assertThat(whole.total().games()).isEqualTo(80);
    assertThat(whole.total().succeeded()).isBetween(1L, 79L);
    Path parts = folder.resolve("parts");
    AtomicInteger asked = new AtomicInteger();
    assertThat(SuccessMapAnalysis.of(map(1), 1, parts, () -> asked.getAndIncrement() >= 9, _ -> {}))
        .isEmpty();
    AtomicInteger rest = new AtomicInteger();
    SuccessMapAnalysis resumed =
        SuccessMapAnalysis.of(
                map(1),
                1,
                parts,
                () -> {
                  rest.getAndIncrement();
                  return false;
                },
                _ -> {})
            .orElseThrow();
    assertThat(rest).as("cells that were not played before").hasValue(11);
    assertThat(resumed).isEqualTo(whole);
    assertThat(parts.resolve("map.json"))
        .hasSameTextualContentAs(folder.resolve("whole").resolve("map.json"));
  }

  @Test
  void an_interrupted_thread_saves_and_keeps_its_flag() {
    Path out = folder.resolve("interrupted");
    Thread.currentThread().interrupt();
    assertThat(SuccessMapAnalysis.of(map(1), 1, out, () -> false, _ -> {})).isEmpty();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(whole(out, 1)).isEqualTo(whole(folder.resolve("whole"), 1));
  }

  @Test
  void writes_counts_and_a_page_without_links() throws IOException {
    SuccessMapAnalysis map = whole(folder, 1);
    map.write(folder);
    assertThat(Files.readString(folder.resolve("map.csv")).lines())
        .hasSize(21)
        .startsWith("mean1,mean2,games,succeeded,merged,collapsed,vanished,diverged")
        .anyMatch(line -> line.startsWith("-0.5,-1.0,4,"));
    assertThat(Files.readString(folder.resolve("map.html")))
        .contains("of 80 games succeed (95 % interval: ", "start of the second mean", "unrolled")
        .doesNotContain("href", "<script");
    assertThat(map.text()).contains("of 80 games succeed", "with a collapsed interval");
    assertThat(map.json().path("total").path("low").asDouble())
        .isPositive()
        .isLessThan(map.json().path("total").path("success").asDouble());
  }

  @Test
  void another_map_is_not_overwritten() throws IOException {
    whole(folder, 1);
    assertThatThrownBy(() -> SuccessMapAnalysis.of(map(2), 1, folder, () -> false, _ -> {}))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("is of a map with other settings; choose another --out or remove it");
    Files.writeString(folder.resolve("map.json"), "{");
    assertThatThrownBy(() -> whole(folder, 1))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining("is not valid JSON");
  }
}
