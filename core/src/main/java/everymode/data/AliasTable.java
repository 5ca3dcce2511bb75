package everymode.data;

import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Draws indices with given probabilities, each in constant time (alias method).
///
/// *Source:* Walker, "An efficient method for generating discrete random variables with general
/// distributions", 1977, in the form of Vose, 1991. Thread-safe.
public final class AliasTable {

  private final double[] share;
  private final double[] own; // the probability that a column keeps its own index
  private final int[] other;

  /// Prepares the table.
  ///
  /// @param share relative frequency of each index: at least 0, with a sum above 0
  public AliasTable(double[] share) {
    int n = share.length;
    double sum = Arrays.stream(share).sum();
    if (n == 0 || !(sum > 0) || Arrays.stream(share).anyMatch(s -> !(s >= 0))) {
      throw new IllegalArgumentException("shares must be at least 0 with a sum above 0");
    }
    this.share = share.clone();
    own = Arrays.stream(share).map(s -> s * n / sum).toArray();
    other = new int[n];
    int[] small = new int[n];
    int[] large = new int[n];
    int smalls = 0;
    int larges = 0;
    for (int i = 0; i < n; i++) {
      if (own[i] < 1) {
        small[smalls++] = i;
      } else {
        large[larges++] = i;
      }
    }
    while (smalls > 0 && larges > 0) {
      int poor = small[--smalls];
      int rich = large[larges - 1];
      other[poor] = rich;
      own[rich] -= 1 - own[poor];
      if (own[rich] < 1) {
        larges--;
        small[smalls++] = rich;
      }
    }
    while (larges > 0) {
      own[large[--larges]] = 1;
    }
    while (smalls > 0) { // left over by rounding only
      own[small[--smalls]] = 1;
    }
  }

  /// Draws one index, from 0.
  public int sample(SplittableRandom random) {
    int column = random.nextInt(own.length);
    return random.nextDouble() < own[column] ? column : other[column];
  }

  /// Draws without replacement. Indices with share 0 come last, in rising order.
  ///
  /// *Source:* Efraimidis and Spirakis, "Weighted random sampling with a reservoir", 2006: the n
  /// smallest of independent exponential variables, each with its share as rate.
  ///
  /// @param n at most the number of shares
  /// @return distinct indices, in the order drawn
  public long[] distinct(int n, SplittableRandom random) {
    double[] time = new double[share.length];
    Arrays.setAll(time, i -> -Math.log(1 - random.nextDouble()) / share[i]);
    return IntStream.range(0, share.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> time[i]))
        .limit(n)
        .mapToLong(Integer::longValue)
        .toArray();
  }
}
