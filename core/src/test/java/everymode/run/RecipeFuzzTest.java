package everymode.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import everymode.Fuzzed;
import everymode.config.YamlDocument;
import everymode.loss.AdversarialLoss;
import everymode.loss.UnrollSettings;
import everymode.model.gan.GanConfig;
import everymode.model.gan.GanSettings;
import everymode.nn.Mlp;
import everymode.prior.NormalPrior;
import everymode.train.Optimizer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Any text is either read as a recipe or rejected with one sentence; a recipe that was read
/// survives writing.
class RecipeFuzzTest {

  private static final GanConfig DEFAULTS =
      new GanConfig(
          new NormalPrior(10),
          new GanSettings(
              5_000,
              128,
              Mlp.of(128, 128),
              Mlp.of(128, 128),
              AdversarialLoss.STANDARD,
              List.of(),
              1,
              UnrollSettings.NONE,
              1,
              Optimizer.Adam.of(1e-3),
              Optimizer.Adam.of(1e-3),
              0.999));

  @FuzzTest
  void recipe(byte[] bytes) throws Exception {
    Fuzzed.read(
        bytes.length,
        () -> {
          Recipe recipe =
              Recipe.of(YamlDocument.parse(new String(bytes, StandardCharsets.UTF_8), "file"));
          GanConfig config = recipe.over(DEFAULTS);
          Recipe again = Recipe.of(YamlDocument.parse(recipe.yaml(config), "again"));
          assertThat(again.over(DEFAULTS)).isEqualTo(config);
        });
  }
}
