package everymode.train;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// How a player turns gradients into descents.
public sealed interface Optimizer {

  /// The learning rate.
  ///
  /// @return above 0
  double learningRate();

  /// Begins to optimise: all moments 0.
  ///
  /// @param parameters what to move
  /// @return the optimiser with its state
  default OptimizerState initialState(List<Tensor> parameters) {
    return switch (this) {
      case Adam a -> new AdamState(parameters, a.learningRate, a.beta1, a.beta2, a.eps, 0);
      case AdamW a ->
          new AdamState(parameters, a.learningRate, a.beta1, a.beta2, a.eps, a.weightDecay);
      case Sgd s -> MomentumState.sgd(parameters, s.learningRate, s.momentum);
      case RmsProp r -> MomentumState.rmsProp(parameters, r.learningRate, r.alpha, r.eps);
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
  record Adam(double learningRate, double beta1, double beta2, double eps) implements Optimizer {

    /// Checks the numbers.
    public Adam {
      positive("learningRate", learningRate);
      share("beta1", beta1);
      share("beta2", beta2);
      positive("eps", eps);
    }

    /// What stands in a recipe that names only the type.
    ///
    /// @return rate 2e-4
    public static Adam defaults() {
      return of(2e-4);
    }

    /// The custom of adversarial training: β = (0.5, 0.999).
    ///
    /// @param rate learning rate
    /// @return the optimiser
    public static Adam of(double rate) {
      return new Adam(rate, 0.5, 0.999, 1e-8);
    }
  }

  /// Adam with weight decay apart from the gradient: `w ← w(1 − rate · decay)` before each step.
  ///
  /// *Source:* Loshchilov and Hutter, "Decoupled weight decay regularization", 2019.
  ///
  /// @param learningRate learning rate, above 0
  /// @param beta1 in [0, 1)
  /// @param beta2 in [0, 1)
  /// @param eps above 0
  /// @param weightDecay at least 0
  record AdamW(double learningRate, double beta1, double beta2, double eps, double weightDecay)
      implements Optimizer {

    /// Checks the numbers.
    public AdamW {
      positive("learningRate", learningRate);
      share("beta1", beta1);
      share("beta2", beta2);
      positive("eps", eps);
      if (!(weightDecay >= 0)) {
        throw new IllegalArgumentException("weightDecay must be at least 0, but is " + weightDecay);
      }
    }

    /// What stands in a recipe that names only the type.
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
  record Sgd(double learningRate, double momentum) implements Optimizer {

    /// Checks the numbers.
    public Sgd {
      positive("learningRate", learningRate);
      share("momentum", momentum);
    }

    /// What stands in a recipe that names only the type.
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
  record RmsProp(double learningRate, double alpha, double eps) implements Optimizer {

    /// Checks the numbers.
    public RmsProp {
      positive("learningRate", learningRate);
      share("alpha", alpha);
      positive("eps", eps);
    }

    /// What stands in a recipe that names only the type.
    ///
    /// @return rate 5e-5, α = 0.99
    public static RmsProp defaults() {
      return new RmsProp(5e-5, 0.99, 1e-8);
    }
  }

  private static void positive(String name, double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(name + " must be above 0, but is " + value);
    }
  }

  private static void share(String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(name + " must be in [0, 1), but is " + value);
    }
  }
}
