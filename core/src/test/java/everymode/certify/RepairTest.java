package everymode.certify;

import static org.assertj.core.api.Assertions.assertThat;

import everymode.Tiny;
import everymode.coverage.CertificatePlan;
import everymode.data.Dataset;
import everymode.random.RandomKey;
import everymode.run.Recipe;
import everymode.tensor.Ops;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Comparison of the certificates before and after a repair.
final class RepairTest {

  private static final Dataset POINTS = Tiny.points(); // four classes around the corners (±1, ±1)
  private static final Certification.TimedCertificate ALL = samples("all", -9);
  private static final Certification.TimedCertificate RIGHT =
      samples("right", 0); // without c and d

  /// Noisy copies of the training rows whose first coordinate is above a threshold.
  private static Certification.TimedCertificate samples(String name, double above) {
    int n = POINTS.train().size();
    float[] rows = Ops.floats(POINTS.train().all());
    SplittableRandom random = new RandomKey(5).random();
    int[] kept = IntStream.range(0, n).filter(i -> rows[2 * i] > above).toArray();
    float[] x = new float[20_000];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) (rows[2 * kept[i / 2 % kept.length] + i % 2] + 0.03 * random.nextGaussian());
    }
    CertificatePlan plan = CertificatePlan.of(n, 5, 0.25, 0.95, 0.95, false, 0);
    return new Certification(POINTS, POINTS.train(), "train", null, plan)
        .of(name, Ops.of(x, x.length / 2, 2), _ -> {});
  }

  @Test
  void recovered_classes_are_listed() {
    Repair repair = new Repair(RIGHT, ALL);
    assertThat(repair.back()).containsExactly("c", "d");
    assertThat(repair.lost()).isEmpty();
    assertThat(repair.text())
        .contains("before  missed: ", "after   covered: ", "  back")
        .doesNotContain("lost", "reduced");
    JsonNode json = repair.json();
    assertThat(json.path("before").path("verdict").asString()).isEqualTo("missed");
    assertThat(json.path("after").path("verdict").asString()).isEqualTo("covered");
    assertThat(json.path("back")).hasSize(2);
    assertThat(json.path("lost")).isEmpty();
  }

  @Test
  void lost_classes_are_listed_with_advice() {
    Repair repair = new Repair(ALL, RIGHT);
    assertThat(repair.lost()).containsExactly("c", "d");
    assertThat(repair.back()).isEmpty();
    assertThat(repair.text())
        .contains("  lost", "The repair reduced coverage: keep all, and train members for longer");
  }

  @Test
  void a_repair_uses_the_features_of_its_certificate() {
    Recipe recipe = Repair.recipe("a.npz", "grid", "gmgan", 3, Path.of("j.pt"), 7);
    assertThat(recipe.config().path("initialGenerator").asString())
        .isEqualTo(Path.of("a.npz").toAbsolutePath().toString());
    assertThat(recipe.config().path("features").asString())
        .isEqualTo(Path.of("j.pt").toAbsolutePath().toString());
    assertThat(recipe.config().path("base").asString()).isEqualTo("gmgan");
    assertThat(recipe.config().path("rounds").asInt()).isEqualTo(3);
    assertThat(recipe.seed()).isEqualTo(7);
    Recipe plain = Repair.recipe("a.npz", "grid", "", 3, null, 7);
    assertThat(plain.config().has("features")).isFalse();
    assertThat(plain.config().has("base")).isFalse();
  }
}
