package everymode.random;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/// Randomness as a value: the same path always leads to the same draws.
///
/// A chance has no position. `chance.at("latent").at(step)` is the same chance for ever, so there
/// is no generator state to save, and work that was lost is simply done again. Any thread may share
/// it.
///
/// Names and indices are mixed into the seed by a 64-bit finaliser in which every input bit moves
/// every output bit (Stafford's variant 13 of the MurmurHash3 mixer, as in SplitMix64).
///
/// @param seed the 64 bits that decide all draws below this chance
public record RandomKey(long seed) {

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;
  private static final long NAME = 0xD1B54A32D192ED03L;

  /// The chance of a named purpose.
  ///
  /// @param name any text; different names give unrelated chances
  /// @return the chance below this one
  public RandomKey fold(String name) {
    long hash = mix(seed ^ NAME);
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      hash = mix(hash + GOLDEN + (b & 0xff));
    }
    return new RandomKey(hash);
  }

  /// The chance of one index, such as a step, a block or a component.
  ///
  /// @param index any number
  /// @return the chance below this one
  public RandomKey fold(long index) {
    return new RandomKey(mix(mix(seed + GOLDEN) + index * GOLDEN));
  }

  /// A generator of plain Java numbers that starts afresh at each call.
  ///
  /// @return a new generator seeded by this chance
  public SplittableRandom random() {
    return new SplittableRandom(seed);
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
