package everymode.cluster;

/// A group of rows as a Gaussian with a diagonal covariance, from its sums.
///
/// @param n number of rows
/// @param sum of each coordinate
/// @param squares sum of the square of each coordinate
@SuppressWarnings("ArrayRecordComponent") // shared with tight loops, never changed
record DiagonalGaussian(int n, double[] sum, double[] squares) {

  private static final double LOG_2_PI = Math.log(2 * Math.PI);

  /// The Gaussian of chosen rows.
  static DiagonalGaussian of(double[][] x, int[] rows) {
    int dim = x[0].length;
    double[] sum = new double[dim];
    double[] squares = new double[dim];
    for (int row : rows) {
      for (int c = 0; c < dim; c++) {
        sum[c] += x[row][c];
        squares[c] += x[row][c] * x[row][c];
      }
    }
    return new DiagonalGaussian(rows.length, sum, squares);
  }

  /// The Gaussian of both groups.
  DiagonalGaussian with(DiagonalGaussian other) {
    double[] both = sum.clone();
    double[] bothSquares = squares.clone();
    for (int c = 0; c < both.length; c++) {
      both[c] += other.sum[c];
      bothSquares[c] += other.squares[c];
    }
    return new DiagonalGaussian(n + other.n, both, bothSquares);
  }

  double mean(int c) {
    return sum[c] / n;
  }

  /// The variance of a coordinate, without the bias of few rows.
  double variance(int c) {
    double mean = mean(c);
    return n < 2 ? 0 : Math.max(0, squares[c] - n * mean * mean) / (n - 1);
  }

  /// The log-likelihood of its own rows, with the share of the group, less the penalty for its
  /// parameters: that of the Bayesian information criterion, and for each mean the logarithm of the
  /// width of all rows in units of its own, which keeps a few rows that happen to be close together
  /// from being a group.
  ///
  /// @param whole all rows
  /// @param floor the smallest variance
  double score(DiagonalGaussian whole, double floor) {
    double score =
        n * Math.log((double) n / whole.n) - (2 * sum.length + 1) / 2.0 * Math.log(whole.n);
    for (int c = 0; c < sum.length; c++) {
      double own = variance(c);
      double used = Math.max(own, floor);
      double width = Math.max(whole.variance(c), floor);
      score -= (n * LOG_2_PI + (n - 1) * (Math.log(used) + own / used) + Math.log(width)) / 2;
    }
    return score;
  }

  /// For assigning rows to the likeliest of several groups.
  ///
  /// @param all number of rows of all groups
  /// @param floor the smallest variance
  Density density(int all, double floor) {
    double[] mean = new double[sum.length];
    double[] precision = new double[sum.length];
    double constant = Math.log((double) n / all);
    for (int c = 0; c < sum.length; c++) {
      mean[c] = mean(c);
      double used = Math.max(variance(c), floor);
      precision[c] = 1 / used;
      constant -= (LOG_2_PI + Math.log(used)) / 2;
    }
    return new Density(constant, mean, precision);
  }

  /// The logarithm of a group's share and density.
  ///
  /// @param constant its value at the mean
  record Density(double constant, double[] mean, double[] precision) {

    double at(double[] x) {
      double sum = 0;
      for (int c = 0; c < x.length; c++) {
        double difference = x[c] - mean[c];
        sum += difference * difference * precision[c];
      }
      return constant - sum / 2;
    }
  }
}
