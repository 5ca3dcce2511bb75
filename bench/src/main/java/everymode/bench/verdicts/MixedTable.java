package everymode.bench.verdicts;

import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.data.TrainHeldOutSplit;
import everymode.neighbour.PointSet;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Draws rows of a table whose columns have very different units: two log-normal amounts, whole
/// years, a fraction, one of four codes, a small whole number, a thousandth and a balance. Rare
/// rows differ in code, fraction and balance.
///
/// @param shift of the balance of rare rows, in standard deviations of the common ones
record MixedTable(double shift) {

  private static final String[] COLUMNS = {
    "amount", "income", "age", "fraction", "code", "visits", "offset", "balance"
  };

  /// A data set and fresh rows of the same law.
  ///
  /// @param rows all rows of the data, a fifth of them held out
  /// @param share of rare rows
  Trial trial(int rows, double share, SplittableRandom random) {
    int held = rows / 5;
    Labelled training = rows(rows - held, share, random);
    Labelled heldOut = rows(held, share, random);
    Labelled fresh = rows(rows, share, random);
    Dataset data =
        TrainHeldOutSplit.of(training.rows(), heldOut.rows())
            .numbered("table", new Domain.Table(columns(training.x())));
    return new EvaluateTrial(data, "1", fresh, i -> fresh.label()[i] == 1);
  }

  private static List<Domain.Table.Column> columns(PointSet x) {
    double[] mean = x.mean();
    List<Domain.Table.Column> columns = new ArrayList<>();
    for (int c = 0; c < COLUMNS.length; c++) {
      double sum = 0;
      for (int i = 0; i < x.n(); i++) {
        sum += Math.pow(x.values()[i * x.dim() + c] - mean[c], 2);
      }
      columns.add(new Domain.Table.Column(COLUMNS[c], mean[c], Math.sqrt(sum / x.n())));
    }
    return columns;
  }

  private Labelled rows(int n, double share, SplittableRandom random) {
    float[] values = new float[n * COLUMNS.length];
    long[] label = new long[n];
    for (int i = 0; i < n; i++) {
      boolean rare = random.nextDouble() < share;
      label[i] = rare ? 1 : 0;
      double[] row = {
        Math.exp(3 + 1.2 * random.nextGaussian()),
        Math.exp(10 + 0.6 * random.nextGaussian()),
        Math.rint(45 + 12 * random.nextGaussian()),
        rare ? 0.9 + 0.1 * random.nextDouble() : random.nextDouble(),
        rare ? 3 : Math.floor(4 * Math.pow(random.nextDouble(), 2)),
        Binomial.draw(random, 20, 0.1),
        1e-3 * random.nextGaussian(),
        1e5 * ((rare ? shift : 0) + random.nextGaussian() * (rare ? 0.5 : 1))
      };
      for (int c = 0; c < row.length; c++) {
        values[i * row.length + c] = (float) row[c];
      }
    }
    return new Labelled(new PointSet(n, COLUMNS.length, values), label);
  }
}
