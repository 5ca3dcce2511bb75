package everymode.neighbour;

import java.util.Arrays;

/// Candidates for the k nearest neighbours of one point. Distances are offered rounded; exact
/// distances are computed only for the candidates that remain at the end, or when there are too
/// many to store. Thread-safe; the result does not depend on the order of the offers.
final class TopK {

  private static final int SPARE = 3; // additional candidates per neighbour
  private static final int NONE = Integer.MAX_VALUE;

  private final PointSet x;
  private final int i;
  private final PointSet others;
  private final double[] upper; // the k smallest upper bounds, ascending
  private final double[] lower; // the lower bound of each candidate
  private final int[] candidate;
  private int size;
  private int last = NONE; // the k-th neighbour while all k are certain

  /// Starts without candidates.
  ///
  /// @param x set of the point
  /// @param i index of the point
  /// @param others set of the neighbours
  /// @param k number of neighbours
  TopK(PointSet x, int i, PointSet others, int k) {
    this.x = x;
    this.i = i;
    this.others = others;
    upper = new double[k];
    lower = new double[k + SPARE * k];
    candidate = new int[k + SPARE * k];
    Arrays.fill(upper, Double.POSITIVE_INFINITY);
  }

  /// The squared distance beyond which candidates are irrelevant.
  synchronized double reach() {
    return upper[upper.length - 1];
  }

  /// Adds a candidate if it may be near enough.
  ///
  /// @param j index of the candidate
  /// @param squared the squared distance, rounded
  /// @param error maximum error of the squared distance
  synchronized void offer(int j, double squared, double error) {
    double low = Math.max(0, squared - error);
    if (!relevant(j, low)) {
      return;
    }
    if (size == candidate.length) {
      drop();
      if (size > candidate.length / 2) {
        settle();
      }
      if (!relevant(j, low)) {
        return;
      }
    }
    candidate[size] = j;
    lower[size++] = low;
    double high = squared + error;
    if (high < reach()) {
      int at = upper.length - 1;
      for (; at > 0 && upper[at - 1] > high; at--) {
        upper[at] = upper[at - 1];
      }
      upper[at] = high;
      last = NONE;
    }
  }

  private boolean relevant(int j, double low) {
    return low < reach() || (low == reach() && j < last);
  }

  /// Removes candidates that are certainly too far.
  private void drop() {
    int kept = 0;
    for (int c = 0; c < size; c++) {
      if (lower[c] <= reach()) {
        lower[kept] = lower[c];
        candidate[kept++] = candidate[c];
      }
    }
    size = kept;
  }

  /// Computes exact distances and keeps the k nearest, in ascending order.
  synchronized void settle() {
    drop();
    int kept = 0;
    double[] squares = new double[PointSet.CHUNK];
    for (int c = 0; c < size; c++) {
      int j = candidate[c];
      double distance = x.squared(i, others, j, squares);
      int at = kept;
      if (kept < upper.length) {
        kept++;
      } else if (before(distance, j, lower[kept - 1], candidate[kept - 1])) {
        at = kept - 1;
      } else {
        continue;
      }
      for (; at > 0 && before(distance, j, lower[at - 1], candidate[at - 1]); at--) {
        lower[at] = lower[at - 1];
        candidate[at] = candidate[at - 1];
      }
      lower[at] = distance;
      candidate[at] = j;
    }
    size = kept;
    if (size == upper.length) {
      System.arraycopy(lower, 0, upper, 0, size);
      last = candidate[size - 1];
    }
  }

  private static boolean before(double distance, int j, double other, int otherIndex) {
    return distance < other || (distance == other && j < otherIndex);
  }

  /// The exact squared distances, ascending; call [#settle] first.
  synchronized double[] squared() {
    return Arrays.copyOf(lower, upper.length);
  }

  /// The indices of the neighbours; call [#settle] first.
  synchronized int[] index() {
    return Arrays.copyOf(candidate, upper.length);
  }
}
