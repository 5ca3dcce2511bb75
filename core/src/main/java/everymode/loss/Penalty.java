package everymode.loss;

import everymode.config.Require;
import everymode.nn.ForwardContext;
import everymode.nn.Layer;
import everymode.tensor.Autograd;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.train.Objective;
import everymode.train.StepContext;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;

/// Gradient penalties on the discriminator, added to its objective. They need second derivatives.
public sealed interface Penalty {

  /// The factor of the penalty.
  ///
  /// @return at least 0
  double weight();

  /// The penalty without its factor.
  ///
  /// @param discriminator a network to `[n, 1]`
  /// @param generated the generator's samples
  default Objective objective(Layer discriminator, GeneratedSamples generated) {
    return switch (this) {
      case Gradient _ ->
          context -> {
            Tensor norm2 = norm2(discriminator, interpolate(context, generated), context.pass());
            return Ops.plus(Ops.plus(norm2, 1e-12).sqrt(), -1).square().mean();
          };
      case R1 _ ->
          context ->
              Ops.times(norm2(discriminator, context.real().x(), context.pass()).mean(), 0.5);
      case R2 _ ->
          context ->
              Ops.times(norm2(discriminator, generated.data(context), context.pass()).mean(), 0.5);
    };
  }

  /// E (‖∇D(x̂)‖ − 1)², with x̂ uniform on the line segment between a real and a generated sample.
  ///
  /// *Source:* Gulrajani et al., "Improved training of Wasserstein GANs", 2017.
  ///
  /// @param weight the factor λ, 10 in the paper
  record Gradient(double weight) implements Penalty {

    /// Validates the factor.
    public Gradient {
      Require.that(weight >= 0, "weight must be at least 0", weight);
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
  record R1(double weight) implements Penalty {

    /// Validates the factor.
    public R1 {
      Require.that(weight >= 0, "weight must be at least 0", weight);
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
  record R2(double weight) implements Penalty {

    /// Validates the factor.
    public R2 {
      Require.that(weight >= 0, "weight must be at least 0", weight);
    }

    /// The defaults of a recipe that gives only the type.
    ///
    /// @return weight 10
    public static R2 defaults() {
      return new R2(10);
    }
  }

  private static Tensor interpolate(StepContext context, GeneratedSamples generated) {
    Tensor x = context.real().x();
    long[] shape = x.shape();
    Arrays.fill(shape, 1, shape.length, 1);
    Tensor weight = RandomTensors.uniform(context.key().fold("between"), shape); // [n, 1, ...]
    return generated.data(context).lerp(x, weight);
  }

  /// ‖∇D(x)‖² of each sample, `[n]`.
  private static Tensor norm2(Layer discriminator, Tensor x, ForwardContext pass) {
    Tensor at = x.detach();
    at.requires_grad_(true);
    Tensor gradient =
        Autograd.differentiableGradient(discriminator.apply(at, pass).sum(), at); // [n, ...]
    return Ops.flat(gradient).square().sum(1);
  }
}
