package everymode.random;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/// An immutable random key: the same path of keys always gives the same draws, as in JAX.
///
/// A key is stateless. `key.fold("latent").fold(step)` always gives the same key, so there is no
/// generator state to save, and lost work can be repeated exactly. Thread-safe.
///
/// Names and indices are mixed into the seed by a 64-bit finaliser in which every input bit affects
/// every output bit (Stafford's variant 13 of the MurmurHash3 mixer, as in SplitMix64).
///
/// @param seed the 64 bits that determine all draws from this key
public record RandomKey(long seed) {

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;
  private static final long NAME = 0xD1B54A32D192ED03L;

  /// Derives the key of a named purpose.
  ///
  /// @param name any text; different names give unrelated keys
  public RandomKey fold(String name) {
    long hash = mix(seed ^ NAME);
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      hash = mix(hash + GOLDEN + (b & 0xff));
    }
    return new RandomKey(hash);
  }

  /// Derives the key of an index, such as a step, a block or a component.
  public RandomKey fold(long index) {
    return new RandomKey(mix(mix(seed + GOLDEN) + index * GOLDEN));
  }

  /// A new Java random number generator seeded by this key, the same at each call.
  public SplittableRandom random() {
    return new SplittableRandom(seed);
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
