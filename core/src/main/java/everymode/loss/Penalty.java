package everymode.loss;

import everymode.config.Require;
import everymode.nn.ForwardContext;
import everymode.nn.Layer;
import everymode.tensor.Autograd;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.train.Decay;
import everymode.train.Objective;
import everymode.train.StepContext;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;

/// Gradient penalties on the discriminator, added to its objective. They need second derivatives.
///
/// *Lazy* penalties, of every k-th step with k times the weight, cost less and regularise almost
/// the same: Karras et al., "Analyzing and improving the image quality of StyleGAN", 2020.
public sealed interface Penalty {

  /// The factor of the penalty.
  ///
  /// @return at least 0
  double weight();

  /// Steps from one use of the penalty to the next, in which its weight is multiplied by them.
  ///
  /// @return at least 1
  int every();

  /// How the weight changes over the steps of its stage.
  Decay decay();

  /// Whether a step has the penalty.
  ///
  /// @param step the step within the stage, from 0
  default boolean due(long step) {
    return step % every() == 0;
  }

  /// The factor of the penalty in a step that has it.
  ///
  /// @param step the step within the stage, from 0
  default double factor(long step) {
    return weight() * every() * decay().at(step);
  }

  /// The penalty without its factor.
  ///
  /// @param discriminator a network to `[n, 1]`
  /// @param generated the generator's samples
  default Objective objective(Layer discriminator, GeneratedSamples generated) {
    return switch (this) {
      case Gradient _ ->
          context -> {
            Tensor slope = slope(discriminator, interpolate(context, generated), context.pass());
            Tensor norm2 = Ops.flat(slope).square().sum(1); // [n]
            return Ops.plus(Ops.plus(norm2, 1e-12).sqrt(), -1).square().mean();
          };
      case R1 _ -> context -> halfSquare(slope(discriminator, context.real().x(), context.pass()));
      case R2 _ ->
          context -> halfSquare(slope(discriminator, generated.data(context), context.pass()));
    };
  }

  /// The penalty with its factor, 0 in steps without it.
  ///
  /// @param discriminator a network to `[n, 1]`
  /// @param generated the generator's samples
  default Objective term(Layer discriminator, GeneratedSamples generated) {
    Objective value = objective(discriminator, generated);
    return context ->
        due(context.step()) ? Ops.times(value.at(context), factor(context.step())) : Ops.zeros();
  }

  /// E (‖∇D(x̂)‖ − 1)², with x̂ uniform on the line segment between a real and a generated sample.
  ///
  /// *Source:* Gulrajani et al., "Improved training of Wasserstein GANs", 2017.
  ///
  /// @param weight the factor λ, 10 in the paper
  /// @param every steps from one use to the next
  /// @param decay how the weight changes
  record Gradient(double weight, int every, Decay decay) implements Penalty {

    /// Validates the values.
    public Gradient {
      valid(weight, every);
    }

    /// In every step, with a constant weight.
    public Gradient(double weight) {
      this(weight, 1, new Decay.None());
    }

    /// The defaults of a recipe that gives only the type.
    ///
    /// @return weight 10
    public static Gradient defaults() {
      return new Gradient(10);
    }
  }

  /// ½ E ‖∇D(x)‖² at real samples.
  ///
  /// *Source:* Mescheder, Geiger and Nowozin, "Which training methods for GANs do actually
  /// converge?", 2018.
  ///
  /// @param weight the factor γ
  /// @param every steps from one use to the next
  /// @param decay how the weight changes
  record R1(double weight, int every, Decay decay) implements Penalty {

    /// Validates the values.
    public R1 {
      valid(weight, every);
    }

    /// In every step, with a constant weight.
    public R1(double weight) {
      this(weight, 1, new Decay.None());
    }

    /// The defaults of a recipe that gives only the type.
    ///
    /// @return weight 10
    public static R1 defaults() {
      return new R1(10);
    }
  }

  /// ½ E ‖∇D(G(z))‖² at generated samples.
  ///
  /// *Source:* see [R1].
  ///
  /// @param weight the factor γ
  /// @param every steps from one use to the next
  /// @param decay how the weight changes
  record R2(double weight, int every, Decay decay) implements Penalty {

    /// Validates the values.
    public R2 {
      valid(weight, every);
    }

    /// In every step, with a constant weight.
    public R2(double weight) {
      this(weight, 1, new Decay.None());
    }

    /// The defaults of a recipe that gives only the type.
    ///
    /// @return weight 10
    public static R2 defaults() {
      return new R2(10);
    }
  }

  private static void valid(double weight, int every) {
    Require.nonNegative("weight", weight);
    Require.atLeast("every", every, 1);
  }

  private static Tensor interpolate(StepContext context, GeneratedSamples generated) {
    Tensor x = context.real().x();
    long[] shape = x.shape();
    Arrays.fill(shape, 1, shape.length, 1);
    Tensor weight = RandomTensors.uniform(context.key().fold("between"), shape); // [n, 1, ...]
    return generated.data(context).lerp(x, weight);
  }

  /// ∇D at each sample, `[n, ...]`.
  private static Tensor slope(Layer discriminator, Tensor x, ForwardContext pass) {
    Tensor at = x.detach();
    at.requires_grad_(true);
    return Autograd.differentiableGradient(discriminator.apply(at, pass).sum(), at);
  }

  /// ½ E ‖g‖² of gradients `[n, ...]`.
  static Tensor halfSquare(Tensor gradients) {
    return Ops.times(gradients.square().sum(), 0.5 / gradients.size(0));
  }
}
