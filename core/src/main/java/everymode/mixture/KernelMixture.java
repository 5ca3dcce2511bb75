package everymode.mixture;

import everymode.tensor.Parallel;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/// A mixture of products of univariate kernel densities, estimated by maximum smoothed likelihood.
///
/// With the nonlinear smoother `(N f)(x) = exp ∫ K_h(x − u) ln f(u) du` an iteration sets
///
/// - `λⱼ = mean of z·ⱼ`,
/// - `f_{jl}(u) = Σᵢ Σ_{k in l} z_ij K_h(x_ik − u) / (n λⱼ C_l)` on the grid, C_l columns of block
///   l,
/// - `z_ij ∝ λⱼ Πₖ (N f_{j,b(k)})(x_ik)`, in logarithms.
///
/// With fixed bandwidths `Σᵢ ln Σⱼ λⱼ (N fⱼ)(xᵢ)` never decreases, up to the error of the sums that
/// stand for integrals. Time of an iteration grows as `n · r · m · grid`; no matrix of kernels is
/// stored, so that memory is that of data and posteriors.
///
/// *Differences:* logarithms where the implementation in R multiplies densities; a bandwidth is at
/// least a given number of steps of the grid, since the sum over the grid is no integral below, and
/// a component of exact zeros would have none; a component without rows keeps its densities.
///
/// Immutable; equal inputs give equal numbers on any number of threads.
public final class KernelMixture implements Mixture {

  private static final int ROWS = 256; // of a task

  private final Layout layout;
  private final double[] weights; // [m]
  private final double[][] bandwidth; // [blocks][m]
  private final double[][][] logDensity; // [blocks][m][grid]
  private final double[][][] density; // likewise

  /// What does not change in the iterations.
  ///
  /// @param blocks of columns
  /// @param grid for all blocks
  /// @param smoothed whether posteriors are those of the smoothed densities; else of the densities
  ///   themselves, whose logarithm is straight between the points of the grid
  record Layout(Blocks blocks, Grid grid, boolean smoothed) {}

  /// One iteration's result.
  ///
  /// @param posteriors of the rows
  /// @param objective `Σᵢ ln Σⱼ λⱼ (N fⱼ)(xᵢ)`
  public record Iteration(KernelMixture mixture, Posteriors posteriors, double objective) {}

  KernelMixture(Layout layout, double[] weights, double[][] bandwidth, double[][][] logDensity) {
    this.layout = layout;
    this.weights = weights;
    this.bandwidth = bandwidth;
    this.logDensity = logDensity;
    density =
        Arrays.stream(logDensity)
            .map(block ->
                Arrays.stream(block)
                    .map(own -> Arrays.stream(own).map(Math::exp).toArray())
                    .toArray(double[][]::new))
            .toArray(double[][][]::new);
  }

  @Override
  public int components() {
    return weights.length;
  }

  @Override
  public double[] weights() {
    return weights.clone();
  }

  /// The bandwidth of a block in a component.
  public double bandwidth(int block, int component) {
    return bandwidth[block][component];
  }

  /// The points at which densities are known.
  public Grid grid() {
    return layout.grid;
  }

  /// The blocks of columns.
  public Blocks blocks() {
    return layout.blocks;
  }

  /// The density of a block in a component at the points of the grid.
  ///
  /// @return `[grid]`, at least `e^−500`
  public double[] density(int block, int component) {
    return density[block][component].clone();
  }

  double[] logDensity(int block, int component) {
    return logDensity[block][component];
  }

  /// The value below which a share of a component's density in a column lies.
  ///
  /// @param share from 0 to 1
  public double quantile(int component, int column, double share) {
    return layout.grid.quantile(share, density[layout.blocks.of(column)][component]);
  }

  /// All numbers of the mixture: the first point of the grid and its step, weights, bandwidths and
  /// logarithms of densities.
  public double[] numbers() {
    DoubleStream.Builder all = DoubleStream.builder();
    all.add(layout.grid.from()).add(layout.grid.step());
    Arrays.stream(weights).forEach(all);
    for (double[] own : bandwidth) {
      Arrays.stream(own).forEach(all);
    }
    for (double[][] block : logDensity) {
      for (double[] own : block) {
        Arrays.stream(own).forEach(all);
      }
    }
    return all.build().toArray();
  }

  /// How many numbers a mixture has.
  ///
  /// @param m components
  /// @param points of the grid
  public static int numbers(Blocks blocks, int m, int points) {
    return 2 + m + blocks.count() * m * (1 + points);
  }

  /// A mixture from its numbers.
  ///
  /// @param m components
  /// @param points of the grid
  /// @param smoothed whether posteriors are those of the smoothed densities
  /// @param numbers as returned by [#numbers()]
  public static KernelMixture of(
      Blocks blocks, int m, int points, boolean smoothed, double[] numbers) {
    var layout = new Layout(blocks, new Grid(numbers[0], numbers[1], points), smoothed);
    int at = 2 + m;
    double[][] bandwidth = new double[blocks.count()][];
    for (int b = 0; b < bandwidth.length; b++, at += m) {
      bandwidth[b] = Arrays.copyOfRange(numbers, at, at + m);
    }
    double[][][] logDensity = new double[blocks.count()][m][];
    for (double[][] block : logDensity) {
      for (int j = 0; j < m; j++, at += points) {
        block[j] = Arrays.copyOfRange(numbers, at, at + points);
      }
    }
    return new KernelMixture(layout, Arrays.copyOfRange(numbers, 2, 2 + m), bandwidth, logDensity);
  }

  @Override
  public Posteriors posteriors(Profiles rows) {
    return normalised(rows).posteriors();
  }

  Posteriors.Normalised normalised(Profiles rows) {
    int m = components();
    double[] joint = new double[rows.n() * m];
    Parallel.run(
        Math.ceilDiv(rows.n(), ROWS),
        task -> {
          int end = Math.min(rows.n(), (task + 1) * ROWS);
          for (int i = task * ROWS; i < end; i++) {
            for (int j = 0; j < m; j++) {
              joint[i * m + j] = joint(rows, i, j);
            }
          }
        });
    return Posteriors.of(joint, rows.n(), m);
  }

  /// `ln λⱼ (N fⱼ)(xᵢ)`, or `ln λⱼ fⱼ(xᵢ)`.
  private double joint(Profiles rows, int i, int j) {
    double sum = Math.log(weights[j]);
    for (int k = 0; k < rows.r() && sum > Double.NEGATIVE_INFINITY; k++) {
      int b = layout.blocks.of(k);
      double x = rows.at(i, k);
      sum +=
          layout.smoothed
              ? layout.grid.smoothed(x, bandwidth[b][j], logDensity[b][j])
              : layout.grid.between(x, logDensity[b][j], Grid.FLOOR);
    }
    return sum;
  }

  /// `ln Σⱼ λⱼ fⱼ(xᵢ)` with the densities themselves, straight between the points of the grid.
  ///
  /// @return `[n]`
  public double[] logDensity(Profiles rows) {
    int m = components();
    double[] joint = new double[rows.n() * m];
    for (int i = 0; i < rows.n(); i++) {
      for (int j = 0; j < m; j++) {
        double sum = Math.log(weights[j]);
        for (int k = 0; k < rows.r(); k++) {
          double value = layout.grid.between(rows.at(i, k), density[layout.blocks.of(k)][j], 0);
          sum += Math.max(Grid.FLOOR, Math.log(value));
        }
        joint[i * m + j] = sum;
      }
    }
    return Posteriors.of(joint, rows.n(), m).sums();
  }

  /// Estimates mixtures for rows.
  public static final class Estimator {

    private final Profiles rows;
    private final Layout layout;
    private final BandwidthRule rule;
    private final double leastBandwidth; // in the units of the data
    private final double initialBandwidth;
    private final double[][] pooled; // values of each block, column by column
    private final int[][] order; // of the values of each block
    private final double[][] rising; // the values in that order

    /// Prepares estimates.
    ///
    /// @param points of the grid
    /// @param leastBandwidth in steps of the grid, at least 0
    /// @param smoothed whether the smoothed likelihood is maximised; else posteriors are those of
    ///   the densities themselves, an algorithm that maximises nothing
    /// @throws IllegalArgumentException if all values are equal
    public Estimator(
        Profiles rows,
        Blocks blocks,
        BandwidthRule rule,
        int points,
        double leastBandwidth,
        boolean smoothed) {
      this.rows = rows;
      this.rule = rule;
      Grid grid = Grid.over(rows.x(), points);
      layout = new Layout(blocks, grid, smoothed);
      this.leastBandwidth = leastBandwidth * grid.step();
      initialBandwidth =
          rule instanceof BandwidthRule.Fixed(double value) && value > 0
              ? value
              : RuleOfThumb.of(rows.x());
      pooled = new double[blocks.count()][];
      order = new int[blocks.count()][];
      rising = new double[blocks.count()][];
      for (int b = 0; b < blocks.count(); b++) {
        double[] values = rows.pooled(blocks, b);
        pooled[b] = values;
        order[b] =
            IntStream.range(0, values.length)
                .boxed()
                .sorted((one, two) -> Double.compare(values[one], values[two]))
                .mapToInt(Integer::intValue)
                .toArray();
        rising[b] = sorted(values, b);
      }
    }

    /// The rows.
    public Profiles rows() {
      return rows;
    }

    Layout layout() {
      return layout;
    }

    /// One iteration.
    ///
    /// @param before the mixture before; empty in the first
    /// @param z posteriors of the rows
    /// @param iteration from 0
    public Iteration next(Optional<KernelMixture> before, Posteriors z, long iteration) {
      int blocks = layout.blocks.count();
      double[] weights = z.means();
      double[][] bandwidth = new double[blocks][z.m()];
      double[][][] logDensity = new double[blocks][z.m()][];
      Parallel.run(
          blocks * z.m(),
          task -> {
            int b = task / z.m();
            int j = task % z.m();
            bandwidth[b][j] = bandwidth(before, z, weights[j], b, j, iteration);
            logDensity[b][j] = logDensity(before, z, weights[j], bandwidth[b][j], b, j);
          });
      var mixture = new KernelMixture(layout, weights, bandwidth, logDensity);
      Posteriors.Normalised next = mixture.normalised(rows);
      return new Iteration(mixture, next.posteriors(), next.total());
    }

    private double bandwidth(
        Optional<KernelMixture> before, Posteriors z, double weight, int b, int j, long t) {
      if (!rule.changes(t)) {
        return before.map(mixture -> mixture.bandwidth[b][j]).orElse(initialBandwidth);
      }
      double[] share = shares(z, b, j);
      double count = weight * pooled[b].length;
      double h =
          switch (rule) {
            case BandwidthRule.Fixed _ -> initialBandwidth;
            case BandwidthRule.Silverman _ -> RuleOfThumb.of(rising[b], sorted(share, b), count);
            case BandwidthRule.CrossValidated(int folds, _) ->
                CrossValidation.bandwidth(layout.grid, pooled[b], share, count, folds);
          };
      return Math.max(leastBandwidth, h);
    }

    /// The weight of each value of a block in a component, with the sum 1.
    private double[] shares(Posteriors z, int b, int j) {
      int size = layout.blocks.size(b);
      double total = z.sum(j);
      double[] share = new double[pooled[b].length];
      for (int i = 0; i < share.length; i++) {
        double own = total == 0 ? 1.0 / z.n() : z.at(i % z.n(), j) / total;
        share[i] = own / size;
      }
      return share;
    }

    private double[] sorted(double[] values, int b) {
      return Arrays.stream(order[b]).mapToDouble(i -> values[i]).toArray();
    }

    private double[] logDensity(
        Optional<KernelMixture> before, Posteriors z, double weight, double h, int b, int j) {
      if (weight == 0 && before.isPresent()) {
        return before.get().logDensity[b][j];
      }
      int size = layout.blocks.size(b);
      double[] sums = new double[layout.grid.points()];
      for (int i = 0; i < pooled[b].length; i++) {
        double own = weight == 0 ? 1 : z.at(i % z.n(), j);
        if (own > 0) {
          layout.grid.add(pooled[b][i], h, own, sums);
        }
      }
      double total = (weight == 0 ? 1 : weight) * z.n() * size;
      return Arrays.stream(sums).map(sum -> Math.max(Grid.FLOOR, Math.log(sum / total))).toArray();
    }
  }
}
