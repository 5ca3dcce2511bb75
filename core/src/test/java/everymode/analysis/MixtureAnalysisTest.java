package everymode.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import everymode.Check;
import everymode.error.UsageException;
import everymode.metric.Evaluation;
import everymode.random.RandomKey;
import everymode.run.Json;
import everymode.run.Recipe;
import everymode.run.Trained;
import everymode.run.Training;
import everymode.sample.Sampler;
import everymode.tensor.Device;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import everymode.train.MixtureRounds;
import everymode.train.PartExecutor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Analysis of mixtures that were trained for a few steps.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MixtureAnalysisTest {

  private static final Training.RunSettings OPTIONS =
      new Training.RunSettings(
          Device.CPU, 1, 0, 1, 0, Evaluation.EvaluationSettings.defaults(), PartExecutor.THREADS);

  @TempDir private static Path folder = Path.of("");

  private final List<Trained> runs = new ArrayList<>();

  @BeforeAll
  void train() {
    runs.add(trained(small("pointwise", "digits", "member.").set("rounds=3")));
    runs.add(trained(small("bagging", "ring", "member.").set("rounds=3")));
    runs.add(trained(small("gan", "ring", "")));
  }

  private static Recipe small(String family, String data, String within) {
    return Recipe.of(family, data, 5)
        .set(within + "steps=8")
        .set(within + "batchSize=16")
        .set(within + "generator={type: mlp, hiddenSizes: [8]}")
        .set(within + "discriminator={type: mlp, hiddenSizes: [8]}");
  }

  private static Trained trained(Recipe recipe) {
    Path run = folder.resolve(recipe.family());
    try (Training training = Training.begin(recipe, run, OPTIONS, _ -> {})) {
      training.train(() -> false);
    }
    return Trained.open(run, Device.CPU);
  }

  private Trained digits() {
    return runs.get(0);
  }

  private static MixtureAnalysis of(Trained trained, @Nullable String of, int samples) {
    return MixtureAnalysis.of(trained, new MixtureAnalysis.Query(of, samples, null, 0), _ -> {});
  }

  private double[] weights(long... rows) {
    MixtureRounds model = (MixtureRounds) digits().model();
    double[] weight = new double[3];
    for (int t = 0; t < 3; t++) {
      double[] share = model.shares(t);
      weight[t] = Arrays.stream(rows).mapToDouble(row -> share[(int) row]).sum();
    }
    return weight;
  }

  private static void weigh(MixtureAnalysis growth, double... expected) {
    Check.near(
        growth.rounds().stream().mapToDouble(MixtureAnalysis.RoundRow::weight).toArray(),
        1e-12,
        expected);
  }

  /// The classes of digits are named 0 to 9, which are also row numbers.
  @Test
  void the_weight_of_a_class_is_that_of_its_rows_also_when_its_name_is_a_number() {
    try (var _ = new Scope()) {
      long[] label = Ops.longs(Objects.requireNonNull(digits().data().train().label()));
      for (int c : new int[] {0, 9}) {
        long[] rows = LongStream.range(0, label.length).filter(i -> label[(int) i] == c).toArray();
        assertThat(rows.length).isGreaterThan(300);
        weigh(of(digits(), Integer.toString(c), 0), weights(rows));
      }
    }
  }

  @Test
  void the_weight_of_rows_is_the_sum_over_distinct_rows() {
    weigh(of(digits(), "17,204,3001", 0), weights(17, 204, 3001));
    weigh(of(digits(), "17", 0), weights(17)); // no class has this name
    weigh(of(digits(), "3,3,9", 0), weights(3, 9));
    MixtureAnalysis none = of(digits(), null, 0);
    assertThat(none.rounds()).hasSize(3).allMatch(line -> Double.isNaN(line.weight()));
    assertThat(none.tallies()).isEmpty();
  }

  @Test
  void rounds_are_reported_as_the_model_reports_them() {
    MixtureRounds model = (MixtureRounds) digits().model();
    MixtureAnalysis growth = of(digits(), "9", 0);
    assertThat(growth.rounds()).hasSize(model.ended());
    for (int t = 0; t < model.ended(); t++) {
      assertThat(growth.rounds().get(t).round()).isEqualTo(model.round(t));
    }
    assertThat(growth.text())
        .startsWith("  round  covered  D 5 %")
        .contains("weight of 9")
        .contains(model.guarantee().orElseThrow());
  }

  @Test
  void an_unknown_class_or_row_is_rejected() {
    assertThatThrownBy(() -> of(digits(), "nine", 0))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("no class of 'digits' called 'nine'; known are 0, 1, 2");
    assertThatThrownBy(() -> of(digits(), "17,3823", 0))
        .isInstanceOf(UsageException.class)
        .hasMessage("--of names row 3823, but 'digits' has the rows 0 to 3,822");
    String huge = "123456789012345678901234567890";
    assertThatThrownBy(() -> of(digits(), huge, 0))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("has the rows 0 to 3,822");
    assertThatThrownBy(() -> of(digits(), "-1", 0)).isInstanceOf(UsageException.class);
  }

  @Test
  void the_first_members_have_equally_many_samples_and_the_whole_mixture_comes_last() {
    List<String> messages = new ArrayList<>();
    MixtureAnalysis growth =
        MixtureAnalysis.of(
            runs.get(1), new MixtureAnalysis.Query(null, 100, null, 0), messages::add);
    assertThat(growth.rounds()).isEmpty(); // independent members have no rounds
    assertThat(growth.tallies().stream().map(MemberCoverage::members)).containsExactly(1, 2, 3, 3);
    assertThat(growth.tallies().stream().map(MemberCoverage::samples))
        .containsExactly(100, 100, 99, 100);
    assertThat(messages)
        .containsExactly("member 1 of 3", "member 2 of 3", "member 3 of 3", "the whole mixture");
    assertThat(growth.text())
        .contains("first   2 members: 100 samples, ")
        .contains("as it is drawn");
    SampleAssignment assignment = new SampleAssignment(runs.get(1).data(), null, null, 0);
    Sampler.ComponentSampler mixed = (Sampler.ComponentSampler) runs.get(1).sampler();
    try (var _ = new Scope()) {
      RandomKey key = new RandomKey(5).fold("growth").fold(0).fold(0);
      SampleAssignment.Assigned first = assignment.of(mixed.component(0).sample(100, key));
      assertThat(growth.tallies().getFirst())
          .isEqualTo(MemberCoverage.of(runs.get(1).data(), assignment, 1, 100, List.of(first)));
    }
  }

  @Test
  void fewer_samples_than_members_do_not_divide_by_zero() {
    MixtureAnalysis growth = of(runs.get(1), null, 2);
    assertThat(growth.tallies().stream().map(MemberCoverage::samples)).containsExactly(2, 2, 2);
    assertThat(growth.tallies().stream().map(MemberCoverage::members)).containsExactly(1, 2, 3);
    assertThat(growth.json().toString()).doesNotContain("NaN");
  }

  @Test
  void a_run_without_rounds_is_analysed_as_a_whole() {
    MixtureAnalysis growth = of(runs.get(2), null, 50);
    assertThat(growth.rounds()).isEmpty();
    assertThat(growth.tallies()).hasSize(1);
    assertThat(growth.tallies().getFirst().samples()).isEqualTo(50);
    assertThat(growth.text()).startsWith("  as it is drawn: 50 samples").doesNotContain("round");
    assertThat(growth.json().has("promise")).isFalse();
  }

  @Test
  void the_file_contains_all_results() throws IOException {
    MixtureAnalysis growth = of(digits(), "9", 40);
    Path out = folder.resolve("out");
    growth.write(out);
    JsonNode json = Json.read(Files.readString(out.resolve("rounds.json")));
    assertThat(json).isEqualTo(growth.json());
    assertThat(json.propertyNames())
        .containsExactly("run", "of", "features", "within", "rounds", "mixtures", "promise");
    assertThat(json.path("of").asString()).isEqualTo("9");
    assertThat(json.path("features").isNull()).isTrue();
    JsonNode round = json.path("rounds").path(1);
    assertThat(round.propertyNames())
        .containsExactly("covered", "teaches", "low", "middle", "high", "weight");
    assertThat(round.path("weight").asDouble())
        .isCloseTo(growth.rounds().get(1).weight(), within(1e-15));
    JsonNode mixture = json.path("mixtures").path(3);
    assertThat(json.path("mixtures")).hasSize(4);
    assertThat(mixture.propertyNames())
        .containsExactly("members", "samples", "modes", "good", "wanted", "found", "sure");
    assertThat(mixture.path("modes").isNull()).isTrue();
    assertThat(mixture.path("found").isInt()).isTrue();
    assertThat(out.resolve("weights.svg")).content().contains(">9<");
    assertThat(out.resolve("member-03.png")).exists();
    assertThat(out.resolve("member-04.png")).doesNotExist();
  }

  @Test
  void without_a_query_the_weights_of_all_classes_are_drawn() throws IOException {
    Path all = folder.resolve("all");
    of(digits(), null, 0).write(all);
    String svg = Files.readString(all.resolve("weights.svg"));
    for (int c = 0; c < 10; c++) {
      assertThat(svg).contains(">" + c + "<");
    }
    Path none = folder.resolve("none");
    of(runs.get(1), null, 0).write(none);
    assertThat(none.resolve("weights.svg")).doesNotExist();
    assertThat(none.resolve("member-01.png")).exists();
  }
}
