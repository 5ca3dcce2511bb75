package everymode.neighbour;

import java.util.Arrays;

/// Those who may be among the k nearest of one point. Distances come rounded; the true ones are
/// computed only for those who are left at the end, or when there are too many to keep. Threads may
/// share it, and what is left does not depend on the order of the offers.
final class TopK {

  private static final int SPARE = 3; // kept for each neighbour wanted
  private static final int NOBODY = Integer.MAX_VALUE;

  private final PointSet x;
  private final int i;
  private final PointSet others;
  private final double[] most; // the k smallest upper bounds, ascending
  private final double[] least; // each candidate's lower bound
  private final int[] who;
  private int size;
  private int last = NOBODY; // the k-th neighbour while all k are certain

  /// Nobody yet.
  ///
  /// @param x where the point is from
  /// @param i which it is
  /// @param others where its neighbours are from
  /// @param k how many are wanted
  TopK(PointSet x, int i, PointSet others, int k) {
    this.x = x;
    this.i = i;
    this.others = others;
    most = new double[k];
    least = new double[k + SPARE * k];
    who = new int[k + SPARE * k];
    Arrays.fill(most, Double.POSITIVE_INFINITY);
  }

  /// The squared distance beyond which nobody is wanted.
  synchronized double reach() {
    return most[most.length - 1];
  }

  /// Takes somebody in who may be near enough.
  ///
  /// @param j who
  /// @param squared the squared distance, rounded
  /// @param doubt how far off it may be
  synchronized void offer(int j, double squared, double doubt) {
    double low = Math.max(0, squared - doubt);
    if (!wanted(j, low)) {
      return;
    }
    if (size == who.length) {
      drop();
      if (size > who.length / 2) {
        settle();
      }
      if (!wanted(j, low)) {
        return;
      }
    }
    who[size] = j;
    least[size++] = low;
    double high = squared + doubt;
    if (high < reach()) {
      int at = most.length - 1;
      for (; at > 0 && most[at - 1] > high; at--) {
        most[at] = most[at - 1];
      }
      most[at] = high;
      last = NOBODY;
    }
  }

  private boolean wanted(int j, double low) {
    return low < reach() || (low == reach() && j < last);
  }

  /// Lets go of those who are surely too far.
  private void drop() {
    int kept = 0;
    for (int c = 0; c < size; c++) {
      if (least[c] <= reach()) {
        least[kept] = least[c];
        who[kept++] = who[c];
      }
    }
    size = kept;
  }

  /// Computes true distances and keeps the k nearest, in their order.
  synchronized void settle() {
    drop();
    int kept = 0;
    for (int c = 0; c < size; c++) {
      int j = who[c];
      double distance = x.squared(i, others, j);
      int at = kept;
      if (kept < most.length) {
        kept++;
      } else if (before(distance, j, least[kept - 1], who[kept - 1])) {
        at = kept - 1;
      } else {
        continue;
      }
      for (; at > 0 && before(distance, j, least[at - 1], who[at - 1]); at--) {
        least[at] = least[at - 1];
        who[at] = who[at - 1];
      }
      least[at] = distance;
      who[at] = j;
    }
    size = kept;
    if (size == most.length) {
      System.arraycopy(least, 0, most, 0, size);
      last = who[size - 1];
    }
  }

  private static boolean before(double distance, int j, double other, int than) {
    return distance < other || (distance == other && j < than);
  }

  /// Squared distances of the settled ones, ascending.
  synchronized double[] squared() {
    return Arrays.copyOf(least, most.length);
  }

  /// Who the settled ones are.
  synchronized int[] index() {
    return Arrays.copyOf(who, most.length);
  }
}
