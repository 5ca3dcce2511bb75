package everymode.prior;

import everymode.nn.ForwardContext;
import everymode.nn.Init;
import everymode.random.RandomKey;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import everymode.tensor.StateVisitor;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/// An equally weighted mixture of Gaussians, fixed or learned: `z = μ_k + A_k ε` with ε from N(0,
/// I).
///
/// The learned parameters are means in units of their range and factors in units of the initial
/// standard deviation: an optimiser with a fixed step size, such as Adam, would otherwise move
/// small Gaussians many times faster than the generator's weights.
public final class GaussianMixturePrior implements Prior.MixturePrior {

  private final FixedMixture start; // the initial distribution
  private final double standardDeviation; // of fixed Gaussians, and the unit of the factors
  private final double unit; // unit of the means
  private Tensor means; // [components, dim]
  private final @Nullable Tensor factors; // A: [components], [components, dim] or [.., dim, dim]

  private GaussianMixturePrior(
      FixedMixture start, double unit, Tensor means, @Nullable Tensor factors) {
    this.start = start;
    this.standardDeviation = start.deviation();
    this.unit = unit;
    this.means = means;
    this.factors = factors;
  }

  static GaussianMixturePrior fixed(FixedMixture spec, RandomKey init) {
    Tensor means = Init.buffer(() -> uniformMeans(spec, spec.range(), init));
    return new GaussianMixturePrior(spec, 1, means, null);
  }

  static GaussianMixturePrior learned(
      FixedMixture start, LearnedMixture.Form form, RandomKey init) {
    int k = start.components();
    int dim = start.dim();
    double unit = start.range() > 0 ? start.range() : 1;
    Tensor means = Init.weight(() -> uniformMeans(start, start.range() / unit, init));
    Tensor factors =
        switch (form) {
          case SCALAR -> Init.constant(1, k);
          case DIAGONAL -> Init.constant(1, k, dim);
          case FULL -> Init.weight(() -> torch.eye(dim).expand(k, dim, dim).contiguous());
        };
    return new GaussianMixturePrior(start, unit, means, factors);
  }

  private static Tensor uniformMeans(FixedMixture spec, double range, RandomKey init) {
    Tensor unit = RandomTensors.uniform(init.fold("means"), spec.components(), spec.dim());
    return Ops.plus(Ops.times(unit, 2 * range), -range);
  }

  @Override
  public int dim() {
    return start.dim();
  }

  @Override
  public int components() {
    return start.components();
  }

  /// The means of the components.
  ///
  /// @return `[components, dim]`
  public Tensor means() {
    return unit == 1 ? means : Ops.times(means, unit);
  }

  @Override
  public LatentBatch sample(int n, RandomKey key, ForwardContext pass) {
    return sample(RandomTensors.integers(key.fold("component"), components(), n), key, pass);
  }

  @Override
  public LatentBatch sample(Tensor component, RandomKey key, ForwardContext pass) {
    return at(component, noise(component, key), pass);
  }

  /// Samples with scaled covariances: `z = μ_k + √s_k A_k ε`.
  ///
  /// @param component int64 `[n]`
  /// @param scale √s of each row, float32 `[n]`
  /// @param key determines ε, as in [#sample(Tensor, RandomKey, ForwardContext)]
  /// @param pass the forward context
  /// @return `n` latents
  public LatentBatch sample(Tensor component, Tensor scale, RandomKey key, ForwardContext pass) {
    return at(component, noise(component, key).mul(scale.unsqueeze(1)), pass);
  }

  private Tensor noise(Tensor component, RandomKey key) {
    return RandomTensors.normal(key.fold("noise"), component.size(0), dim()); // [n, dim]
  }

  private LatentBatch at(Tensor component, Tensor noise, ForwardContext pass) {
    Tensor mean = Ops.rows(pass.weight(means), component); // [n, dim]
    if (factors == null) {
      return new LatentBatch(mean.add(Ops.times(noise, standardDeviation)), component);
    }
    Tensor factor = Ops.rows(pass.weight(factors), component);
    Tensor offset =
        switch ((int) factor.dim()) {
          case 1 -> noise.mul(factor.unsqueeze(1));
          case 2 -> noise.mul(factor);
          default -> torch.bmm(factor, noise.unsqueeze(2)).squeeze(2);
        };
    return new LatentBatch(
        Ops.times(mean, unit).add(Ops.times(offset, standardDeviation)), component);
  }

  /// The singular values of each factor: the standard deviations along the axes of each Gaussian.
  ///
  /// @return `[components, dim]`, or `[components, 1]` if all axes of a Gaussian are equal; in
  ///   descending order unless the form is diagonal
  public double[][] deviations() {
    double[] flat;
    try (var _ = new Scope()) {
      Tensor all = factors;
      if (all == null) {
        flat = Ops.doubles(Ops.full(standardDeviation, components()));
      } else {
        Tensor values = all.dim() == 3 ? torch.linalg_svdvals(all.detach()) : all.detach().abs();
        flat = Ops.doubles(Ops.times(values, standardDeviation).contiguous());
      }
    }
    int each = flat.length / components();
    double[][] rows = new double[components()][];
    Arrays.setAll(rows, k -> Arrays.copyOfRange(flat, k * each, (k + 1) * each));
    return rows;
  }

  /// The initial standard deviation of every Gaussian.
  ///
  /// @return at least 0
  public double firstDeviation() {
    return standardDeviation;
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
