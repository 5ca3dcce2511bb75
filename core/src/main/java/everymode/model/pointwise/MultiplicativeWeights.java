package everymode.model.pointwise;

import everymode.coverage.PointWeights;
import everymode.tensor.Ops;
import everymode.tensor.StateVisitor;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/// Weights that double where a round does not cover. The state is the coverage of each round.
///
/// An initial generator counts as the member of as many rounds as it takes until the points that it
/// does not cover have at least half of the total weight.
final class MultiplicativeWeights implements PointWeighting {

  private static final double HALF = 0.5;

  private final WeightUpdate.Doubling rule;
  private final int n;
  private final TensorLog rounds = new TensorLog(); // uint8 [n] each: 1 where covered
  private int head; // rounds of the initial generator

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
    return PointWeighting.covered(rounds.get(round), 1);
  }

  /// Initialises the weights from the coverage of an initial generator.
  void begin(boolean[] covers) {
    int[] uncovered = IntStream.range(0, n).filter(i -> !covers[i]).toArray();
    do {
      rounds.add(() -> row(covers));
      head++;
    } while (uncovered.length > 0 && before(0).shareOf(uncovered) < HALF);
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
    double[] scaled = rule.normalize() ? scaled(ratio, weights.shares()) : ratio;
    boolean[] covers = weights.covered(scaled, rule.threshold());
    rounds.add(() -> row(covers));
  }

  private static double[] scaled(double[] ratio, double[] share) {
    double sum = 0;
    for (int i = 0; i < share.length; i++) {
      sum += ratio[i] * share[i];
    }
    double total = sum;
    return total > 0 ? Arrays.stream(ratio).map(r -> r / total).toArray() : ratio;
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
