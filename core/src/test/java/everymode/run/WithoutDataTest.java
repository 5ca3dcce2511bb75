package everymode.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.Everymode;
import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.error.EverymodeException;
import everymode.metric.Evaluation;
import everymode.random.RandomKey;
import everymode.tensor.Device;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import everymode.train.Families;
import everymode.train.PartExecutor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// A finished run draws samples without its training data.
final class WithoutDataTest {

  private static final Training.RunSettings SETTINGS =
      new Training.RunSettings(
          Device.CPU, 1, 0, 1, 0, Evaluation.EvaluationSettings.defaults(), PartExecutor.THREADS);

  @TempDir private Path folder = Path.of("");

  private Path table() throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    StringBuilder text = new StringBuilder("height,weight,kind\n");
    for (int i = 0; i < 80; i++) {
      boolean rare = i % 8 == 0;
      text.append(random.nextDouble() + (rare ? 5 : 0)).append(',').append(random.nextDouble());
      text.append(rare ? ",rare\n" : ",common\n");
    }
    return Files.writeString(folder.resolve("rows.csv"), text);
  }

  private Path trained(Recipe recipe, String name) {
    Path run = folder.resolve(name);
    try (Training training = Training.begin(recipe, run, SETTINGS, _ -> {})) {
      assertThat(training.train(() -> false)).isTrue();
    }
    return run;
  }

  private static float[] samples(Trained trained) {
    try (var _ = new Scope()) {
      return Ops.floats(trained.sampler().sample(5, new RandomKey(1).fold("sample")));
    }
  }

  private static Recipe small(String family, Path data) {
    Recipe recipe = Recipe.of(family, data + ":label=kind", 1);
    return switch (family) {
      case "pointwise", "adagan", "bagging" ->
          recipe.set("rounds=2").set("member.steps=2").set("ratio.steps=2");
      case "rehearsal" -> recipe;
      case "autoencoder" -> recipe.set("autoencoder.steps=2").set("autoencoder.refineSteps=2");
      case "hgan" -> recipe.set("steps=2").set("teacher.steps=2").set("pool.size=9");
      case "aeot" -> recipe.set("transport.steps=2");
      default -> recipe.set("steps=2");
    };
  }

  @TestFactory
  Stream<DynamicTest> every_family_draws_the_same_samples_without_its_data() {
    return Families.all().stream()
        .filter(family -> family.needsData())
        .filter(family -> family.accepts(new Domain.Table(List.of())))
        .map(family ->
            DynamicTest.dynamicTest(
                family.name(),
                () -> {
                  Path data = table();
                  Path run = trained(small(family.name(), data), family.name());
                  float[] expected;
                  try (Trained with = Trained.open(run, Device.CPU)) {
                    expected = samples(with);
                  }
                  Files.delete(data);
                  try (Trained without = Trained.open(run, Device.CPU);
                      var model = Everymode.open(run)) {
                    assertThat(samples(without)).isEqualTo(expected);
                    assertThat(model.samples(5)).isEqualTo(expected);
                  }
                }));
  }

  @Test
  void the_description_holds_what_the_data_held() throws IOException {
    Path data = table();
    Path run = trained(small("acgan", data), "run");
    try (Trained with = Trained.open(run, Device.CPU)) {
      Files.delete(data);
      try (Trained without = Trained.open(run, Device.CPU)) {
        Dataset before = with.data();
        Dataset after = without.data();
        assertThat(after.domain()).isEqualTo(before.domain());
        assertThat(after.domain().toString()).isEqualTo(before.domain().toString());
        assertThat(after.classes()).isEqualTo(before.classes()).contains("rare");
        assertThat(after.classRows()).isEqualTo(before.classRows());
        assertThat(after.hash()).isEqualTo(before.hash());
        assertThat(after.train().size()).isEqualTo(before.train().size());
        assertThat(after.heldOut().size()).isEqualTo(before.heldOut().size());
        assertThat(after.describe()).isEqualTo(before.describe());
      }
    }
  }

  @Test
  void what_needs_a_row_fails_with_the_reason_and_the_remedy() throws IOException {
    Path data = table();
    Path run = trained(small("gan", data), "run");
    Files.move(data, folder.resolve("elsewhere.csv"));
    try (Trained without = Trained.open(run, Device.CPU)) {
      assertThatThrownBy(() -> without.data().heldOut().all())
          .isInstanceOf(EverymodeException.class)
          .hasMessageContainingAll("the training data of " + run, "rows.csv", "--data");
    }
    assertThatThrownBy(() -> Training.resume(run, SETTINGS, _ -> {}, _ -> {}))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining("rows.csv");
    var there =
        new Training.Resumption(
            OptionalLong.of(3),
            OptionalDouble.empty(),
            Optional.of(folder.resolve("elsewhere.csv") + ":label=kind"));
    try (Training training = Training.resume(run, there, SETTINGS, _ -> {}, _ -> {})) {
      assertThat(training.train(() -> false)).isTrue();
      assertThat(training.steps()).isEqualTo(3);
    }
    var other =
        new Training.Resumption(OptionalLong.empty(), OptionalDouble.empty(), Optional.of("ring"));
    assertThatThrownBy(() -> Training.resume(run, other, SETTINGS, _ -> {}, _ -> {}))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining("are not those that");
    try (var model = Everymode.open(run)) {
      assertThatThrownBy(model::evaluate)
          .isInstanceOf(EverymodeException.class)
          .hasMessageContaining("opened without its training data");
    }
  }

  @Test
  void images_and_points_are_described_too() throws IOException {
    for (String data : new String[] {"ring", "500*digits"}) {
      Path run = trained(Recipe.of("gmgan", data, 1).set("steps=1"), "run-" + data.charAt(0));
      try (Trained with = Trained.open(run, Device.CPU);
          Trained without = Trained.openWithoutRows(run, Device.CPU)) {
        assertThat(without.data().domain()).isEqualTo(with.data().domain());
        assertThat(without.data().train().available()).isFalse();
        assertThat(samples(without)).isEqualTo(samples(with));
      }
    }
  }

  @Test
  void a_damaged_description_is_reported() throws IOException {
    Path data = table();
    Path run = trained(small("gan", data), "run");
    Files.delete(data);
    for (String text : new String[] {"{}", "{\"name\":\"x\",\"domain\":{\"type\":\"cube\"}}"}) {
      Files.writeString(run.resolve("data.json"), text);
      assertThatThrownBy(() -> Trained.open(run, Device.CPU))
          .isInstanceOf(EverymodeException.class)
          .hasMessageContainingAll("data.json: is damaged", "restore it or the training data");
    }
  }

  @Test
  void a_closed_model_says_so() {
    Path run = trained(Recipe.of("gan", "ring", 1).set("steps=1"), "run");
    var model = Everymode.open(run);
    model.close();
    assertThatThrownBy(() -> model.samples(1)).hasMessage("the model is closed; open it again");
  }
}
