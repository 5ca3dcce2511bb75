package everymode.data;

import java.util.Arrays;
import java.util.SplittableRandom;

/// Draws numbers with given shares, each in constant time.
///
/// *Source:* Walker, "An efficient method for generating discrete random variables with general
/// distributions", 1977, in the form of Vose, 1991. Any thread may share it.
public final class Alias {

  private final double[] own; // the chance that a column keeps its own number
  private final int[] other;

  /// Prepares the table.
  ///
  /// @param share how often 0, 1, … shall come: at least 0, with a sum above 0
  public Alias(double[] share) {
    int n = share.length;
    double sum = Arrays.stream(share).sum();
    if (n == 0 || !(sum > 0) || Arrays.stream(share).anyMatch(s -> !(s >= 0))) {
      throw new IllegalArgumentException("shares must be at least 0 with a sum above 0");
    }
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
    while (smalls > 0) { // only rounding leaves one
      own[small[--smalls]] = 1;
    }
  }

  /// Draws one number.
  ///
  /// @param random decides it
  /// @return from 0
  public int draw(SplittableRandom random) {
    int column = random.nextInt(own.length);
    return random.nextDouble() < own[column] ? column : other[column];
  }
}
