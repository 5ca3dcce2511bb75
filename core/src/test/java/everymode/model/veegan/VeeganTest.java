package everymode.model.veegan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.Tiny;
import everymode.data.Dataset;
import everymode.loss.Penalty;
import everymode.model.gan.GanOptions;
import everymode.nn.Mlp;
import everymode.prior.Normal;
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
    Action.Update move = (Action.Update) play.actions().get(player);
    return move.objective()
        .at(
            new StepContext(
                () -> play.data().batch(0, 8, new RandomKey(3)), 8, 0, new RandomKey(4)));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void the_critic_sees_sample_and_latent_and_moves_alone(boolean images) {
    Dataset data = images ? Tiny.images() : Tiny.points();
    VeeganConfig usual = new Veegan().defaults(data);
    Model model = new Veegan().build(usual, data, new RandomKey(1));
    var state = StateSnapshot.of(model);
    Tensor maker = Objects.requireNonNull(state.get("generator.network.network.0.weight"));
    Tensor back =
        state.entrySet().stream()
            .filter(e ->
                e.getKey().startsWith("generator.network.reconstructor")
                    && e.getKey().endsWith("weight"))
            .findFirst()
            .orElseThrow()
            .getValue();
    assertThat(Autograd.gradients(loss(model, 0), List.of(maker)).get(0).defined()).isFalse();
    assertThat(Autograd.gradients(loss(model, 0), List.of(back)).get(0).defined()).isFalse();
    for (Tensor own : List.of(maker, back)) {
      Tensor slope = Autograd.gradients(loss(model, 1), List.of(own)).get(0);
      assertThat(slope.abs().max().item_double()).isPositive();
    }
    int expected = images ? 64 + 64 : 2 + 2; // a plane of pixels, or as many latent numbers
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

  /// With a weight that drowns all else, the loss is that of the way back.
  @Test
  void the_weight_prices_the_squared_error_of_latents() {
    Dataset data = Tiny.points();
    VeeganConfig usual = new Veegan().defaults(data);
    double[] loss = new double[3];
    for (int i = 0; i < 3; i++) {
      var config = new VeeganConfig(usual.prior(), usual.reconstructor(), i * 1e3, usual.options());
      loss[i] = loss(new Veegan().build(config, data, new RandomKey(1)), 1).item_double();
    }
    assertThat((loss[2] - loss[0]) / (loss[1] - loss[0]))
        .isCloseTo(2, org.assertj.core.api.Assertions.within(1e-4));
    // latents are standard normal and a fresh network's guesses are near 0: E ‖z − ẑ‖² is about 2
    assertThat((loss[1] - loss[0]) / 1e3).isBetween(0.5, 5.0);
  }

  @Test
  void only_the_game_that_the_method_is_made_of_is_taken() {
    VeeganConfig usual = new Veegan().defaults(Tiny.points());
    GanOptions options = usual.options();
    assertThat(usual.prior()).isEqualTo(new Normal(2));
    assertThatThrownBy(() -> with(usual, options.packed(2)))
        .hasMessage("packing must be 1 for veegan, but is 2");
    assertThatThrownBy(
            () -> with(usual, options.unrolled(new everymode.loss.UnrollOptions(2, true))))
        .hasMessage("unroll must have 0 steps for veegan, but has 2");
    assertThatThrownBy(
            () -> with(usual, options.priced(options.loss(), List.of(Penalty.R1.defaults()))))
        .hasMessage("penalties must be empty for veegan");
    assertThatThrownBy(() -> new VeeganConfig(usual.prior(), Mlp.defaults(), -1, options))
        .hasMessage("weight must be at least 0, but is -1.0");
  }

  private static VeeganConfig with(VeeganConfig usual, GanOptions options) {
    return new VeeganConfig(usual.prior(), usual.reconstructor(), 1, options);
  }

  @Test
  void latents_of_the_default_are_no_more_than_numbers_of_a_sample() {
    assertThat(new Veegan().defaults(Tiny.images()).prior().dim()).isEqualTo(64);
  }
}
