package everymode.prior;

import everymode.chance.Chance;
import everymode.nn.Init;
import everymode.tensor.Draws;
import everymode.tensor.Ops;
import everymode.tensor.State;
import org.bytedeco.pytorch.Tensor;

/// An equal mixture of round Gaussians with means drawn once: `μ_k ~ U[−c, c]^dim`, `Σ_k` fixed.
///
/// *Source:* the static variant of Ben-Yosef and Weinshall, "Gaussian mixture generative
/// adversarial networks", 2018. The paper writes Σ = σI; which of variance and standard deviation
/// the published figures mean is not known, so [Spread] lets the reader choose. The default is the
/// standard deviation, for which the components are separable (the error of telling ten of them
/// apart is about 2.5 % at dim 100, c 0.1, σ 0.15, against 50 % for the other reading).
///
/// @param dim numbers in one latent
/// @param components K, at least 1
/// @param range c, above 0
/// @param sigma σ, at least 0
/// @param spread what σ is
public record Mixture(int dim, int components, double range, double sigma, Spread spread)
    implements PriorSpec {

  /// What σ is.
  public enum Spread {
    /// The standard deviation of each number: Σ = σ²I.
    DEVIATION,
    /// The variance of each number: Σ = σI.
    VARIANCE
  }

  /// Checks the numbers.
  public Mixture {
    PriorSpec.atLeast("dim", dim, 1);
    PriorSpec.atLeast("components", components, 1);
    if (!(range > 0)) {
      throw new IllegalArgumentException("range must be above 0, but is " + range);
    }
    if (!(sigma >= 0)) {
      throw new IllegalArgumentException("sigma must be at least 0, but is " + sigma);
    }
  }

  /// What stands in a recipe that names only the type.
  ///
  /// @return ten Gaussians in 100 dimensions, c = 0.1 and σ = 0.15
  public static Mixture usual() {
    return new Mixture(100, 10, 0.1, 0.15, Spread.DEVIATION);
  }

  @Override
  public Prior build(Chance init) {
    double deviation = spread == Spread.VARIANCE ? Math.sqrt(sigma) : sigma;
    Tensor means =
        Init.buffer(() -> {
          Tensor unit = Draws.uniform(init.at("means"), components, dim);
          return Ops.plus(Ops.times(unit, 2 * range), -range);
        });
    return new Static(dim, components, means, deviation);
  }

  /// The mixture with its means.
  public static final class Static implements Prior {

    private final int dim;
    private final int components;
    private final double deviation;
    private Tensor means; // [components, dim]

    private Static(int dim, int components, Tensor means, double deviation) {
      this.dim = dim;
      this.components = components;
      this.means = means;
      this.deviation = deviation;
    }

    /// How many components there are.
    ///
    /// @return K
    public int components() {
      return components;
    }

    /// The centres.
    ///
    /// @return `[components, dim]`
    public Tensor means() {
      return means;
    }

    @Override
    public int dim() {
      return dim;
    }

    @Override
    public Latent draw(int n, Chance chance) {
      Tensor component = Draws.integers(chance.at("component"), components, n); // [n]
      return at(component, chance);
    }

    /// Draws from one component only.
    ///
    /// @param k the component, from 0
    /// @param n how many
    /// @param chance decides them
    /// @return on the current device
    public Latent draw(int k, int n, Chance chance) {
      return at(Ops.of(java.util.stream.LongStream.generate(() -> k).limit(n).toArray()), chance);
    }

    private Latent at(Tensor component, Chance chance) {
      Tensor noise = Draws.normal(chance.at("noise"), component.size(0), dim); // [n, dim]
      return new Latent(Ops.rows(means, component).add(Ops.times(noise, deviation)), component);
    }

    @Override
    public void state(State s) {
      means = s.tensor("means", means);
    }
  }
}
