package everymode.model.veegan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.Tiny;
import everymode.config.ConfigRecords;
import everymode.data.Dataset;
import everymode.model.gan.GanSettings;
import everymode.nn.Mlp;
import everymode.prior.NormalPrior;
import everymode.random.RandomKey;
import everymode.tensor.Autograd;
import everymode.tensor.StateSnapshot;
import everymode.train.Action;
import everymode.train.Model;
import everymode.train.Stage;
import everymode.train.StepContext;
import java.util.List;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class VeeganTest {

  private static Tensor loss(Model model, int player) {
    var play = (Stage.Play) model.stage(0).orElseThrow();
    Action.Update update = (Action.Update) play.actions().get(player);
    return update
        .objective()
        .at(
            new StepContext(
                () -> play.data().batch(0, 8, new RandomKey(3)), 8, 0, new RandomKey(4)));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void the_discriminator_takes_sample_and_latent_and_is_updated_alone(boolean images) {
    Dataset data = images ? Tiny.images() : Tiny.points();
    VeeganConfig defaults = new Veegan().defaults(data);
    Model model = new Veegan().build(defaults, data, new RandomKey(1));
    var state = StateSnapshot.of(model);
    Tensor generator = Objects.requireNonNull(state.get("generator.network.network.0.weight"));
    Tensor reconstructor =
        state.entrySet().stream()
            .filter(e ->
                e.getKey().startsWith("generator.network.reconstructor")
                    && e.getKey().endsWith("weight"))
            .findFirst()
            .orElseThrow()
            .getValue();
    assertThat(Autograd.gradients(loss(model, 0), List.of(generator)).get(0).defined()).isFalse();
    assertThat(Autograd.gradients(loss(model, 0), List.of(reconstructor)).get(0).defined())
        .isFalse();
    for (Tensor weight : List.of(generator, reconstructor)) {
      Tensor gradient = Autograd.gradients(loss(model, 1), List.of(weight)).get(0);
      assertThat(gradient.abs().max().item_double()).isPositive();
    }
    int expected = images ? 64 + 64 : 2 + 2; // a plane of pixels, or the latent coordinates
    long in =
        state.entrySet().stream()
            .filter(e ->
                e.getKey().startsWith("discriminator.network.discriminator")
                    && e.getValue().dim() == 2)
            .findFirst()
            .orElseThrow()
            .getValue()
            .size(1);
    assertThat(in).isEqualTo(expected);
  }

  /// With a large weight, the loss is dominated by the reconstruction error.
  @Test
  void the_weight_is_the_factor_of_the_squared_error_of_latents() {
    Dataset data = Tiny.points();
    VeeganConfig defaults = new Veegan().defaults(data);
    double[] loss = new double[3];
    for (int i = 0; i < 3; i++) {
      var config =
          new VeeganConfig(
              defaults.prior(), defaults.reconstructor(), i * 1e3, defaults.settings());
      loss[i] = loss(new Veegan().build(config, data, new RandomKey(1)), 1).item_double();
    }
    assertThat((loss[2] - loss[0]) / (loss[1] - loss[0]))
        .isCloseTo(2, org.assertj.core.api.Assertions.within(1e-4));
    // latents are standard normal and an untrained reconstruction is near 0: E ‖z − ẑ‖² is about 2
    assertThat((loss[1] - loss[0]) / 1e3).isBetween(0.5, 5.0);
  }

  @Test
  void unsupported_options_are_rejected() {
    VeeganConfig defaults = new Veegan().defaults(Tiny.points());
    GanSettings settings = defaults.settings();
    assertThat(defaults.prior()).isEqualTo(new NormalPrior(2));
    assertThatThrownBy(() -> with(defaults, ConfigRecords.changed(settings, "{packing: 2}", "")))
        .hasMessage("packing must be 1 for veegan, but is 2");
    assertThatThrownBy(
            () -> with(defaults, ConfigRecords.changed(settings, "{unroll: {steps: 2}}", "")))
        .hasMessage("unroll must have 0 steps for veegan, but has 2");
    assertThatThrownBy(
            () -> with(defaults, ConfigRecords.changed(settings, "{penalties: [r1]}", "")))
        .hasMessage("penalties must be empty for veegan");
    assertThatThrownBy(() -> new VeeganConfig(defaults.prior(), Mlp.defaults(), -1, settings))
        .hasMessage("weight must be at least 0, but is -1.0");
  }

  private static VeeganConfig with(VeeganConfig defaults, GanSettings settings) {
    return new VeeganConfig(defaults.prior(), defaults.reconstructor(), 1, settings);
  }

  @Test
  void the_default_latent_dimension_is_at_most_that_of_a_sample() {
    assertThat(new Veegan().defaults(Tiny.images()).prior().dim()).isEqualTo(64);
  }
}
