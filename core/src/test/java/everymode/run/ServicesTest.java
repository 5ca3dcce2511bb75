package everymode.run;

import static org.assertj.core.api.Assertions.assertThat;

import everymode.Services;
import everymode.data.Dataset;
import everymode.metric.Evaluation;
import everymode.metric.Metric;
import everymode.metric.MetricGroup;
import everymode.metric.MetricProvider;
import everymode.metric.Score;
import everymode.metric.Scores;
import everymode.report.Section;
import everymode.run.report.RunReport;
import everymode.run.report.SectionProvider;
import everymode.tensor.Device;
import everymode.tensor.StateSnapshot;
import everymode.train.Event;
import everymode.train.Model;
import everymode.train.PartExecutor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Extensions found as services: a metric that sees the model, a watcher, a section of the report.
final class ServicesTest {

  private static final Training.RunSettings OPTIONS =
      new Training.RunSettings(
          Device.CPU, 1, 10, 9, 0, Evaluation.EvaluationSettings.defaults(), PartExecutor.THREADS);

  @TempDir private Path folder;

  private Trained trained(String name) {
    Recipe recipe =
        Recipe.of("gan", "ring:points=400", 1)
            .set("steps=20")
            .set("batchSize=16")
            .set("generator={type: mlp, hiddenSizes: [8]}")
            .set("discriminator={type: mlp, hiddenSizes: [8]}");
    Path run = folder.resolve(name);
    try (Training training = Training.begin(recipe, run, OPTIONS, _ -> {})) {
      training.train(() -> false);
    }
    return Trained.open(run, Device.CPU);
  }

  /// Counts the numbers of a model's state.
  public static final class StateSize implements MetricProvider {

    @Override
    public List<Metric> metrics() {
      return List.of(
          new Metric(
              "state-size",
              "How many numbers the state of the model has.",
              Metric.Direction.LOWER,
              0,
              Double.POSITIVE_INFINITY,
              Metric.Requirement.NOTHING,
              false));
    }

    @Override
    public MetricGroup prepare(Dataset data, Evaluation.EvaluationSettings settings) {
      return new MetricGroup() {
        @Override
        public Map<String, Score> measure(Model model, Evaluation.EvaluationSettings asked) {
          double count = StateSnapshot.of(model).values().stream().mapToLong(t -> t.numel()).sum();
          return Map.of("state-size", new Score(count, count, count, 1, count, count, null));
        }
      };
    }
  }

  @Test
  void an_external_metric_sees_the_model() throws Exception {
    Services.with(
        folder.resolve("services"),
        MetricProvider.class,
        StateSize.class,
        () -> {
          assertThat(Metric.all().stream().map(Metric::name)).contains("state-size");
          Trained trained = trained("measured");
          var settings =
              new Evaluation.EvaluationSettings(
                  null, Set.of("state-size", "coverage"), false, 0, null, _ -> {});
          Scores scores = RunReport.measure(trained, 1, new Evaluation(trained.data(), settings));
          double numbers =
              StateSnapshot.of(trained.model()).values().stream().mapToLong(t -> t.numel()).sum();
          assertThat(Objects.requireNonNull(scores.all().get("state-size")).value())
              .isEqualTo(numbers)
              .isGreaterThan(100);
          RunReport.report(trained, scores, 1);
          assertThat(Files.readString(trained.directory().report())).contains("state-size");
          assertThat(new RunView(trained.directory()).scores().orElseThrow().all())
              .containsOnlyKeys("state-size", "coverage");
          return true;
        });
  }

  /// Writes the number of events of each kind.
  public static final class EventCounts implements Watcher {
    private final Map<String, Integer> counts = new TreeMap<>();
    private @Nullable WatchedRun run;

    @Override
    public void begin(WatchedRun watched) {
      run = watched;
    }

    @Override
    public void on(Event event) {
      counts.merge(event.getClass().getSimpleName(), 1, Integer::sum);
    }

    @Override
    public void close() {
      WatchedRun watched = Objects.requireNonNull(run);
      Path file = watched.trained().directory().path().resolve("counts.txt");
      RunDirectory.write(
          file, (counts + " " + watched.steps()).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
  }

  @Test
  void an_external_watcher_receives_all_events() throws Exception {
    Services.with(
        folder.resolve("services"),
        Watcher.class,
        EventCounts.class,
        () -> {
          Trained trained = trained("watched");
          assertThat(Files.readString(trained.directory().path().resolve("counts.txt")))
              .isEqualTo("{Finished=1, Frame=6, Saved=3, StageEnded=1, Started=1, Step=20} 20");
          return true;
        });
  }

  /// Reports the last losses.
  public static final class LastLoss implements SectionProvider {

    @Override
    public List<Section> sections(Trained trained) {
      Map<String, Double> last = new LinkedHashMap<>();
      new RunView(trained.directory())
          .values()
          .forEach((name, points) -> last.put(name, points.getLast().value()));
      return List.of(
          new Section(
              "Last <losses>",
              "",
              String.format(Locale.ROOT, "<p>%d losses end here</p>\n", last.size())));
    }
  }

  @Test
  void an_external_section_appears_in_the_report() throws Exception {
    Services.with(
        folder.resolve("services"),
        SectionProvider.class,
        LastLoss.class,
        () -> {
          Trained trained = trained("reported");
          RunReport.report(trained, new Scores(Map.of(), Map.of(), Map.of()), 1);
          assertThat(Files.readString(trained.directory().report()))
              .contains("<h2>Last &lt;losses&gt;</h2>", "<p>2 losses end here</p>");
          return true;
        });
  }
}
