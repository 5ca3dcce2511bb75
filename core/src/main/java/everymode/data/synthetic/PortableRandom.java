package everymode.data.synthetic;

import everymode.random.RandomKey;
import java.util.SplittableRandom;

/// Random numbers for synthetic sets that are equal on every machine: the hash of a set must not
/// depend on the processor, as LibTorch's draws do, nor on the Java version.
final class PortableRandom {

  private final SplittableRandom random;
  private double spare = Double.NaN;

  PortableRandom(RandomKey key) {
    random = key.random();
  }

  double uniform() {
    return (random.nextLong() >>> 11) * 0x1p-53;
  }

  /// A standard normal number, by Marsaglia's polar method.
  double normal() {
    if (!Double.isNaN(spare)) {
      double kept = spare;
      spare = Double.NaN;
      return kept;
    }
    double u;
    double v;
    double s;
    do {
      u = 2 * uniform() - 1;
      v = 2 * uniform() - 1;
      s = u * u + v * v;
    } while (s >= 1 || s == 0);
    double scale = Math.sqrt(-2 * StrictMath.log(s) / s);
    spare = v * scale;
    return u * scale;
  }
}
