package everymode.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.Services;
import everymode.Tiny;
import everymode.data.Dataset;
import everymode.error.UsageException;
import everymode.model.gan.Gan;
import everymode.model.gan.GanConfig;
import everymode.random.RandomKey;
import everymode.run.Recipe;
import everymode.sample.OutputRange;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A norm defined outside the library, selected by its name in a recipe.
final class NormTest {

  @TempDir private Path folder;

  private <T> T withNorm(Callable<T> work) throws Exception {
    return Services.with(folder, Norm.class, Centring.class, work);
  }

  private static GanConfig config(Dataset data, String... changes) {
    Recipe recipe = Recipe.of("gan", data.name(), 1);
    for (String change : changes) {
      recipe = recipe.set(change);
    }
    return recipe.over(new Gan(), data);
  }

  @Test
  void is_applied_in_perceptrons_and_in_convolutions() throws Exception {
    withNorm(() -> {
      Dataset images = Tiny.images();
      for (String network : List.of("mlp", "dcgan")) {
        GanConfig config =
            config(
                images,
                String.format(
                    Locale.ROOT,
                    "generator={type: %s, norm: {type: centring, layers: [0]}}",
                    network));
        Layer generator =
            config
                .settings()
                .generator()
                .generator(8, new long[] {1, 8, 8}, OutputRange.TANH, new RandomKey(1));
        List<Layer> layers = ((Sequential) generator).layers();
        assertThat(layers.stream().filter(Centring.Centred.class::isInstance)).hasSize(1);
        int at = layers.indexOf(find(layers));
        try (var _ = new Scope()) {
          var x = RandomTensors.normal(new RandomKey(2), 5, 8);
          for (Layer layer : layers.subList(0, at + 1)) {
            x = layer.apply(x, ForwardContext.evaluation());
          }
          double[] means =
              Ops.doubles(Ops.flat(x).mean(0).view(find(layers).site().channels(), -1).mean(1));
          for (double mean : means) {
            assertThat(Math.abs(mean)).isLessThan(1e-5);
          }
        }
      }
      return true;
    });
  }

  private static Centring.Centred find(List<Layer> layers) {
    return layers.stream()
        .filter(Centring.Centred.class::isInstance)
        .map(Centring.Centred.class::cast)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void its_configuration_survives_a_recipe() throws Exception {
    withNorm(() -> {
      GanConfig config = config(Tiny.points(), "generator.norm={type: centring, layers: [1]}");
      String yaml = Recipe.of("gan", "x", 1).yaml(config);
      assertThat(yaml).contains("type: centring");
      assertThat(((Mlp) config.settings().generator()).norm())
          .isEqualTo(new Centring(List.of(1), false));
      return true;
    });
  }

  @Test
  void rejects_a_norm_that_an_architecture_cannot_use() throws Exception {
    withNorm(() -> {
      Dataset images = Tiny.images();
      GanConfig config =
          config(images, "generator={type: dcgan, norm: {type: centring, pointsOnly: true}}");
      assertThatThrownBy(() -> new Gan().build(config, images, new RandomKey(1)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("norm centring with pointsOnly does not serve convolutions; use type: mlp");
      return true;
    });
  }

  @Test
  void without_the_service_its_name_is_unknown() {
    assertThatThrownBy(() -> config(Tiny.points(), "generator.norm=centring"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("no type called 'centring'");
  }
}
