package everymode.tensor;

import everymode.error.EverymodeException;
import everymode.random.RandomKey;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import org.bytedeco.pytorch.Tensor;

/// Random tensors from a random key: equal keys give equal tensors, on every device.
///
/// Numbers are drawn in Java, from all 64 bits of the key (LibTorch's own generator uses only 32
/// bits of a seed, so that among 80,000 keys two would probably give the same draws), and moved to
/// the current device.
public final class RandomTensors {

  private RandomTensors() {}

  /// Independent standard normal numbers.
  ///
  /// @return float32
  public static Tensor normal(RandomKey key, long... shape) {
    return filled(key.random()::nextGaussian, shape);
  }

  /// Independent uniform numbers in [0, 1).
  ///
  /// @return float32
  public static Tensor uniform(RandomKey key, long... shape) {
    return filled(key.random()::nextFloat, shape);
  }

  /// Independent uniform integers.
  ///
  /// @param bound exclusive upper bound; the lower bound is 0
  /// @return int64 `[n]`
  public static Tensor integers(RandomKey key, long bound, long n) {
    return Ops.of(key.random().longs(n, 0, bound).toArray());
  }

  /// Independent indices from a categorical distribution.
  ///
  /// @param weight relative frequency of each index: at least 0, with a sum above 0
  /// @return int64 `[n]`
  public static Tensor choices(RandomKey key, double[] weight, int n) {
    double[] upTo = weight.clone();
    Arrays.parallelPrefix(upTo, Double::sum);
    double sum = upTo[upTo.length - 1];
    SplittableRandom random = key.random();
    long[] chosen = new long[n];
    for (int i = 0; i < n; i++) {
      double at = random.nextDouble() * sum;
      int k = 0;
      while (upTo[k] <= at) {
        k++;
      }
      chosen[i] = k;
    }
    return Ops.of(chosen);
  }

  /// A random permutation of 0 to n − 1.
  ///
  /// @return each number once
  public static long[] permutation(RandomKey key, int n) {
    SplittableRandom random = key.random();
    long[] order = new long[n];
    for (int i = 0; i < n; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  /// A random subset of 0 to of − 1.
  ///
  /// @param of size of the whole set
  /// @param n size of the subset; the whole set if that is smaller
  /// @return in random order
  public static long[] subset(RandomKey key, int of, int n) {
    return Arrays.copyOf(permutation(key, of), Math.min(n, of));
  }

  private static Tensor filled(DoubleSupplier numbers, long[] shape) {
    float[] values = new float[size(shape)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) numbers.getAsDouble();
    }
    return Ops.of(values, shape);
  }

  private static int size(long[] shape) {
    try {
      return Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
    } catch (ArithmeticException e) {
      throw new EverymodeException(
          String.format(
              Locale.ROOT,
              "%s numbers are too many to draw at once; draw fewer",
              Arrays.toString(shape)),
          e);
    }
  }
}
