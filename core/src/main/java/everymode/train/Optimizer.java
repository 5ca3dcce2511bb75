package everymode.train;

import everymode.config.Require;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// The optimiser of a player: how gradients become updates.
public sealed interface Optimizer {

  /// The learning rate.
  ///
  /// @return above 0
  double learningRate();

  /// How the learning rate changes over the steps of its stage.
  Decay decay();

  /// Initialises the optimiser with all moments 0.
  ///
  /// @param parameters the parameters to update
  default OptimizerState initialState(List<Tensor> parameters) {
    return switch (this) {
      case Adam a ->
          new AdamState(parameters, new AdamW(a.learningRate, a.beta1, a.beta2, a.eps, 0, a.decay));
      case AdamW a -> new AdamState(parameters, a);
      case Sgd s -> MomentumState.sgd(parameters, s);
      case RmsProp r -> MomentumState.rmsProp(parameters, r);
    };
  }

  /// Adam: moments `m ← β₁m + (1−β₁)g`, `v ← β₂v + (1−β₂)g²`, step `rate · m̂/(√v̂ + eps)`.
  ///
  /// *Source:* Kingma and Ba, "Adam", 2015.
  ///
  /// @param learningRate learning rate, above 0
  /// @param beta1 in [0, 1)
  /// @param beta2 in [0, 1)
  /// @param eps above 0
  /// @param decay how the learning rate changes
  record Adam(double learningRate, double beta1, double beta2, double eps, Decay decay)
      implements Optimizer {

    /// Validates the values.
    public Adam {
      Require.positive("learningRate", learningRate);
      Require.fraction("beta1", beta1);
      Require.fraction("beta2", beta2);
      Require.positive("eps", eps);
    }

    /// With a constant learning rate.
    public Adam(double learningRate, double beta1, double beta2, double eps) {
      this(learningRate, beta1, beta2, eps, new Decay.None());
    }

    /// The defaults of a recipe that gives only the type.
    ///
    /// @return rate 2e-4
    public static Adam defaults() {
      return of(2e-4);
    }

    /// The defaults of adversarial training: β = (0.5, 0.999).
    ///
    /// @param rate learning rate
    public static Adam of(double rate) {
      return new Adam(rate, 0.5, 0.999, 1e-8);
    }
  }

  /// Adam with decoupled weight decay: `w ← w(1 − rate · decay)` before each step.
  ///
  /// *Source:* Loshchilov and Hutter, "Decoupled weight decay regularization", 2019.
  ///
  /// @param learningRate learning rate, above 0
  /// @param beta1 in [0, 1)
  /// @param beta2 in [0, 1)
  /// @param eps above 0
  /// @param weightDecay at least 0
  /// @param decay how the learning rate changes
  record AdamW(
      double learningRate, double beta1, double beta2, double eps, double weightDecay, Decay decay)
      implements Optimizer {

    /// Validates the values.
    public AdamW {
      Require.positive("learningRate", learningRate);
      Require.fraction("beta1", beta1);
      Require.fraction("beta2", beta2);
      Require.positive("eps", eps);
      Require.that(weightDecay >= 0, "weightDecay must be at least 0", weightDecay);
    }

    /// With a constant learning rate.
    public AdamW(double learningRate, double beta1, double beta2, double eps, double weightDecay) {
      this(learningRate, beta1, beta2, eps, weightDecay, new Decay.None());
    }

    /// The defaults of a recipe that gives only the type.
    ///
    /// @return rate 2e-4, decay 0.01
    public static AdamW defaults() {
      return new AdamW(2e-4, 0.5, 0.999, 1e-8, 0.01);
    }
  }

  /// Stochastic gradient descent with momentum: `m ← μm + g`, step `rate · m`.
  ///
  /// @param learningRate learning rate, above 0
  /// @param momentum μ in [0, 1)
  /// @param decay how the learning rate changes
  record Sgd(double learningRate, double momentum, Decay decay) implements Optimizer {

    /// Validates the values.
    public Sgd {
      Require.positive("learningRate", learningRate);
      Require.fraction("momentum", momentum);
    }

    /// With a constant learning rate.
    public Sgd(double learningRate, double momentum) {
      this(learningRate, momentum, new Decay.None());
    }

    /// The defaults of a recipe that gives only the type.
    ///
    /// @return rate 0.01 without momentum
    public static Sgd defaults() {
      return new Sgd(0.01, 0);
    }
  }

  /// Root mean square propagation: `v ← αv + (1−α)g²`, step `rate · g/(√v + eps)`.
  ///
  /// *Source:* Tieleman and Hinton, lecture 6.5, 2012.
  ///
  /// @param learningRate learning rate, above 0
  /// @param alpha in [0, 1)
  /// @param eps above 0
  /// @param decay how the learning rate changes
  record RmsProp(double learningRate, double alpha, double eps, Decay decay) implements Optimizer {

    /// Validates the values.
    public RmsProp {
      Require.positive("learningRate", learningRate);
      Require.fraction("alpha", alpha);
      Require.positive("eps", eps);
    }

    /// With a constant learning rate.
    public RmsProp(double learningRate, double alpha, double eps) {
      this(learningRate, alpha, eps, new Decay.None());
    }

    /// The defaults of a recipe that gives only the type.
    ///
    /// @return rate 5e-5, α = 0.99
    public static RmsProp defaults() {
      return new RmsProp(5e-5, 0.99, 1e-8);
    }
  }
}
