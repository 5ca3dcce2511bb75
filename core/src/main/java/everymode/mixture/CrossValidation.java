package everymode.mixture;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/// The bandwidth with the least squared error, estimated on folds left out.
///
/// `CV(h) = ∫ f̂ₕ² − 2 Σᵢ wᵢ f̂ₕ⁽⁻ᶠ⁽ⁱ⁾⁾(xᵢ)`, where the second density is that of the values
/// outside the fold of value i. Densities are computed on a grid and read between its points.
final class CrossValidation {

  private static final double WIDEST = 1.144; // of the deviation times N^(−1/5): oversmoothed
  private static final double NARROWEST = 0.1; // of the widest
  private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;
  private static final double TOLERANCE = 0.01; // of the widest

  private final Grid grid;
  private final double[] x;
  private final double[] weight; // with the sum 1
  private final int folds;

  private CrossValidation(Grid grid, double[] x, double[] weight, int folds) {
    this.grid = grid;
    this.x = x;
    this.weight = weight;
    this.folds = folds;
  }

  /// The bandwidth of weighted values.
  ///
  /// @param x in the order of the rows, from which folds are cut
  /// @param weight of each, with the sum 1
  /// @param count the effective number of values
  /// @return 0 if all values with a weight are equal
  static double bandwidth(Grid grid, double[] x, double[] weight, double count, int folds) {
    double widest = WIDEST * RuleOfThumb.deviation(x, weight) * Math.pow(Math.max(1, count), -0.2);
    if (widest == 0) {
      return 0;
    }
    var error = new CrossValidation(grid, x, weight, Math.min(folds, x.length));
    return least(error::of, NARROWEST * widest, widest);
  }

  private double of(double h) {
    double[] all = new double[grid.points()];
    double[][] part = new double[folds][grid.points()];
    double[] share = new double[folds];
    for (int i = 0; i < x.length; i++) {
      if (weight[i] > 0) {
        grid.add(x[i], h, weight[i], part[fold(i)]);
        share[fold(i)] += weight[i];
      }
    }
    for (double[] own : part) {
      Arrays.setAll(all, a -> all[a] + own[a]);
    }
    double squares = Arrays.stream(all).map(f -> f * f).sum() * grid.step();
    double left = 0;
    for (int i = 0; i < x.length; i++) {
      double rest = 1 - share[fold(i)];
      if (weight[i] > 0 && rest > 0) {
        double density = grid.between(x[i], all, 0) - grid.between(x[i], part[fold(i)], 0);
        left += weight[i] * density / rest;
      }
    }
    return squares - 2 * left;
  }

  /// Folds are runs of rows; the last takes what is left over.
  private int fold(int i) {
    return Math.min(folds - 1, i / (x.length / folds));
  }

  /// Golden-section search.
  private static double least(DoubleUnaryOperator f, double low, double high) {
    double from = low;
    double to = high;
    double a = to - GOLDEN * (to - from);
    double b = from + GOLDEN * (to - from);
    double fa = f.applyAsDouble(a);
    double fb = f.applyAsDouble(b);
    while (to - from > TOLERANCE * high) {
      if (fa < fb) {
        to = b;
        b = a;
        fb = fa;
        a = to - GOLDEN * (to - from);
        fa = f.applyAsDouble(a);
      } else {
        from = a;
        a = b;
        fa = fb;
        b = from + GOLDEN * (to - from);
        fb = f.applyAsDouble(b);
      }
    }
    return (from + to) / 2;
  }
}
