package everymode.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import everymode.Kept;
import everymode.Services;
import everymode.error.UsageException;
import everymode.metric.Evaluation;
import everymode.metric.Scores;
import everymode.random.RandomKey;
import everymode.run.report.RunReport;
import everymode.tensor.Device;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import everymode.train.Event;
import everymode.train.Family;
import everymode.train.PartExecutor;
import everymode.train.PowerIteration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A family that consists of one fit with values, without data and without samples.
final class FitWithoutDataTest {

  private static final Training.RunSettings OPTIONS =
      new Training.RunSettings(
          Device.CPU, 1, 5, 9, 0, Evaluation.EvaluationSettings.defaults(), PartExecutor.THREADS);

  @TempDir private Path folder;

  private <T> T withFamily(Callable<T> work) throws Exception {
    return Services.with(folder.resolve("services"), Family.class, PowerIteration.class, work);
  }

  private static BooleanSupplier after(int steps) {
    int[] asked = {0};
    return () -> asked[0]++ >= steps;
  }

  @Test
  void trains_resumes_and_shows_its_curve_in_events_and_report() throws Exception {
    withFamily(() -> {
      Recipe recipe = Recipe.of("power-iteration", "", 3);
      List<Double> reported = new ArrayList<>();
      Path whole = folder.resolve("whole");
      try (Training training =
          Training.begin(
              recipe,
              whole,
              OPTIONS,
              event -> {
                if (event instanceof Event.Step step) {
                  reported.add(step.values().get("eigenvalue"));
                }
              })) {
        assertThat(training.train(() -> false)).isTrue();
      }
      Path parts = folder.resolve("parts");
      try (Training first = Training.begin(recipe, parts, OPTIONS, _ -> {})) {
        assertThat(first.train(after(12))).isFalse();
      }
      try (Training rest = Training.resume(parts, OPTIONS, _ -> {}, _ -> {})) {
        assertThat(rest.train(() -> false)).isTrue();
      }
      Trained one = Trained.open(whole, Device.CPU);
      Trained two = Trained.open(parts, Device.CPU);
      assertThat(Kept.bytes(one.model())).isEqualTo(Kept.bytes(two.model()));
      assertThat(reported).hasSize(40);
      double largest;
      try (var _ = new Scope()) {
        var matrix = PowerIteration.matrix(6, new RandomKey(3).fold("init"));
        var values = new Array2DRowRealMatrix(6, 6);
        double[] flat = Ops.doubles(matrix);
        for (int i = 0; i < flat.length; i++) {
          values.setEntry(i / 6, i % 6, flat[i]);
        }
        largest = new EigenDecompositionSymmetric(values, 1e-4, true).getEigenvalue(0);
      }
      assertThat(reported.getLast()).isCloseTo(largest, within(0.02 * largest));

      RunView view = RunView.open(parts);
      assertThat(
              view.values().getOrDefault("eigenvalue", List.of()).stream().map(RunView.Point::step))
          .hasSize(40)
          .startsWith(1L)
          .endsWith(40L);
      assertThat(view.recipe().data()).isEmpty();
      RunReport.report(two, new Scores(Map.of(), Map.of(), Map.of()), 1);
      assertThat(Files.readString(two.directory().report()))
          .contains("power-iteration", "eigenvalue goes from", "Losses over training")
          .doesNotContain("held-out real");
      assertThatThrownBy(two::sampler)
          .isInstanceOf(UsageException.class)
          .hasMessage("'power-iteration' models draw no samples; choose a family that does");
      assertThatThrownBy(two::data)
          .hasMessageStartingWith("'power-iteration' was trained without data");
      return true;
    });
  }

  @Test
  void a_fit_that_is_the_whole_training_goes_on_to_more_steps_or_ends_by_time() throws Exception {
    withFamily(() -> {
      Recipe recipe = Recipe.of("power-iteration", "", 3);
      Path longer = folder.resolve("longer");
      try (Training training = Training.begin(recipe.set("steps=50"), longer, OPTIONS, _ -> {})) {
        assertThat(training.train(() -> false)).isTrue();
      }
      Path prolonged = folder.resolve("prolonged");
      try (Training training = Training.begin(recipe, prolonged, OPTIONS, _ -> {})) {
        assertThat(training.train(() -> false)).isTrue();
      }
      try (Training more =
          Training.resume(prolonged, Training.Resumption.to(50), OPTIONS, _ -> {}, _ -> {})) {
        assertThat(more.train(() -> false)).isTrue();
        assertThat(more.steps()).isEqualTo(50);
      }
      try (Trained one = Trained.open(longer, Device.CPU);
          Trained two = Trained.open(prolonged, Device.CPU)) {
        assertThat(Kept.bytes(two.model())).isEqualTo(Kept.bytes(one.model()));
      }
      Path timed = folder.resolve("timed");
      try (Training training =
          Training.begin(recipe, OptionalDouble.of(0.001), timed, OPTIONS, _ -> {})) {
        assertThat(training.train(() -> false)).isTrue();
        assertThat(RunView.open(timed).effective().config().path("steps").asLong())
            .isEqualTo(training.steps());
      }
      return true;
    });
  }

  @Test
  void rejects_a_missing_data_set_when_the_family_needs_one() {
    assertThatThrownBy(
            () -> Training.begin(Recipe.of("gan", "", 1), folder.resolve("x"), OPTIONS, _ -> {}))
        .isInstanceOf(UsageException.class)
        .hasMessage("family 'gan' needs data; pass --data, or set data in the recipe");
  }
}
