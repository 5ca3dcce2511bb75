package everymode.prior;

import everymode.nn.ForwardContext;
import everymode.nn.Init;
import everymode.random.RandomKey;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import everymode.tensor.StateVisitor;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/// An equal mixture of Gaussians, fixed or learned: `z = μ_k + A_k ε` with ε from N(0, I).
///
/// What is learned are means in units of their range and factors in units of the first deviation:
/// an optimiser whose steps have a size of their own, such as Adam, would move small Gaussians many
/// times faster than the generator's weights.
public final class GaussianMixturePrior implements Prior.MixturePrior {

  private final int dim;
  private final int components;
  private final double unit; // of means
  private final double deviation; // of fixed Gaussians, and the unit of factors
  private Tensor means; // [components, dim]
  private final @Nullable Tensor factors; // A: [components], [components, dim] or [.., dim, dim]

  private GaussianMixturePrior(
      int dim,
      int components,
      double unit,
      double deviation,
      Tensor means,
      @Nullable Tensor factors) {
    this.dim = dim;
    this.components = components;
    this.unit = unit;
    this.deviation = deviation;
    this.means = means;
    this.factors = factors;
  }

  static GaussianMixturePrior fixed(
      int dim, int components, double range, double deviation, RandomKey init) {
    Tensor means = Init.buffer(() -> spread(dim, components, range, init));
    return new GaussianMixturePrior(dim, components, 1, deviation, means, null);
  }

  static GaussianMixturePrior learned(
      int dim, int components, double range, double deviation, Learned.Form form, RandomKey init) {
    double unit = range > 0 ? range : 1;
    Tensor means = Init.weight(() -> spread(dim, components, range / unit, init));
    Tensor factors =
        switch (form) {
          case SCALAR -> Init.constant(1, components);
          case DIAGONAL -> Init.constant(1, components, dim);
          case FULL -> Init.weight(() -> torch.eye(dim).expand(components, dim, dim).contiguous());
        };
    return new GaussianMixturePrior(dim, components, unit, deviation, means, factors);
  }

  private static Tensor spread(int dim, int components, double range, RandomKey init) {
    Tensor unit = RandomTensors.uniform(init.fold("means"), components, dim);
    return Ops.plus(Ops.times(unit, 2 * range), -range);
  }

  @Override
  public int dim() {
    return dim;
  }

  @Override
  public int components() {
    return components;
  }

  /// The centres.
  ///
  /// @return `[components, dim]`
  public Tensor means() {
    return unit == 1 ? means : Ops.times(means, unit);
  }

  @Override
  public LatentBatch sample(int n, RandomKey key, ForwardContext pass) {
    return sample(RandomTensors.integers(key.fold("component"), components, n), key, pass);
  }

  @Override
  public LatentBatch sample(Tensor component, RandomKey key, ForwardContext pass) {
    Tensor noise = RandomTensors.normal(key.fold("noise"), component.size(0), dim); // [n, dim]
    return at(component, noise, pass);
  }

  /// Draws with other covariances: `z = μ_k + √s_k A_k ε`.
  ///
  /// @param component int64 `[n]`
  /// @param scale √s of each row, float32 `[n]`
  /// @param key decides ε, as in [#sample(Tensor, Chance, Pass)]
  /// @param pass this evaluation
  /// @return `n` latents
  public LatentBatch sample(Tensor component, Tensor scale, RandomKey key, ForwardContext pass) {
    Tensor noise = RandomTensors.normal(key.fold("noise"), component.size(0), dim); // [n, dim]
    return at(component, noise.mul(scale.unsqueeze(1)), pass);
  }

  private LatentBatch at(Tensor component, Tensor noise, ForwardContext pass) {
    Tensor centre = Ops.rows(pass.weight(means), component); // [n, dim]
    if (factors == null) {
      return new LatentBatch(centre.add(Ops.times(noise, deviation)), component);
    }
    Tensor factor = Ops.rows(pass.weight(factors), component);
    Tensor moved =
        switch ((int) factor.dim()) {
          case 1 -> noise.mul(factor.unsqueeze(1));
          case 2 -> noise.mul(factor);
          default -> torch.bmm(factor, noise.unsqueeze(2)).squeeze(2);
        };
    return new LatentBatch(Ops.times(centre, unit).add(Ops.times(moved, deviation)), component);
  }

  /// The singular values of each factor: the deviations along the axes of each Gaussian.
  ///
  /// @return `[components, dim]`, or `[components, 1]` where all axes of a Gaussian are alike; from
  ///   the largest to the smallest unless the form is diagonal
  public double[][] deviations() {
    double[] flat;
    try (var _ = new Scope()) {
      Tensor all = factors;
      if (all == null) {
        flat = Ops.doubles(Ops.full(deviation, components));
      } else {
        Tensor values = all.dim() == 3 ? torch.linalg_svdvals(all.detach()) : all.detach().abs();
        flat = Ops.doubles(Ops.times(values, deviation).contiguous());
      }
    }
    int each = flat.length / components;
    double[][] rows = new double[components][];
    for (int k = 0; k < components; k++) {
      rows[k] = java.util.Arrays.copyOfRange(flat, k * each, (k + 1) * each);
    }
    return rows;
  }

  /// The deviation with which every Gaussian began.
  ///
  /// @return at least 0
  public double firstDeviation() {
    return deviation;
  }

  @Override
  public List<Tensor> parameters() {
    return factors == null ? List.of() : List.of(means, factors);
  }

  @Override
  public void state(StateVisitor s) {
    means = s.tensor("means", means);
    if (factors != null) {
      s.tensor("factors", factors);
    }
  }
}
