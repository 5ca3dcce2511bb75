package everymode.model.pointwise;

import everymode.coverage.PointWeights;
import everymode.tensor.Ops;
import everymode.tensor.StateVisitor;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/// Weights that double where a round does not cover. What each round covered is the whole state.
///
/// A generator that was there before counts as if it had been the member of so many rounds that
/// what it does not cover has at least half of the weights.
final class MultiplicativeWeights implements PointWeighting {

  private static final double HALF = 0.5;

  private final WeightUpdate.Doubling rule;
  private final int n;
  private final TensorLog rounds = new TensorLog(); // uint8 [n] each: 1 where covered
  private int head; // rounds of the generator that was there before

  MultiplicativeWeights(WeightUpdate.Doubling rule, int n) {
    this.rule = rule;
    this.n = n;
  }

  private PointWeights before(int round) {
    PointWeights weights = PointWeights.equal(n);
    for (int t = 0; t < head + round; t++) {
      weights.round(covers(t));
    }
    return weights;
  }

  private boolean[] covers(int round) {
    double[] row = rounds.get(round);
    boolean[] covers = new boolean[n];
    for (int i = 0; i < n; i++) {
      covers[i] = row[i] != 0;
    }
    return covers;
  }

  /// Begins with what another generator covers.
  void begin(boolean[] covers) {
    int[] left = IntStream.range(0, n).filter(i -> !covers[i]).toArray();
    do {
      rounds.add(() -> row(covers));
      head++;
    } while (left.length > 0 && before(0).shareOf(left) < HALF);
  }

  private static Tensor row(boolean[] covers) {
    byte[] row = new byte[covers.length];
    for (int i = 0; i < row.length; i++) {
      row[i] = (byte) (covers[i] ? 1 : 0);
    }
    return Ops.ofBytes(row, row.length);
  }

  @Override
  public double[] shares(int round) {
    return before(round).shares();
  }

  @Override
  public void end(double[] ratio) {
    PointWeights weights = before(rounds.size() - head);
    double[] scaled = rule.normalise() ? scaled(ratio, weights.shares()) : ratio;
    boolean[] covers = weights.covered(scaled, rule.threshold());
    rounds.add(() -> row(covers));
  }

  private static double[] scaled(double[] ratio, double[] share) {
    double sum = 0;
    for (int i = 0; i < share.length; i++) {
      sum += ratio[i] * share[i];
    }
    double all = sum;
    return all > 0 ? Arrays.stream(ratio).map(r -> r / all).toArray() : ratio;
  }

  @Override
  public double covered(int round) {
    return before(round).round(covers(head + round));
  }

  @Override
  public boolean enough() {
    int least = Arrays.stream(before(rounds.size() - head).covered()).min().orElse(0);
    return rule.enough() > 0 && least >= rule.enough();
  }

  @Override
  public void state(StateVisitor s) {
    head = (int) s.counter("head", head);
    s.child("covered", rounds);
  }
}
