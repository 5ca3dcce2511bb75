package everymode.embedding;

import everymode.random.RandomKey;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Random landmark sets of a Bourgain-type embedding, and what is made of the distances to them.
///
/// A point's coordinate for a set is its distance to the nearest landmark of that set, which never
/// stretches: `|d(x, S) − d(y, S)| ≤ d(x, y)`. Sets of all sizes together tell near and far points
/// apart. Coordinates are then centred and scaled so that the mean squared norm of a point is their
/// number, as that of a standard normal latent.
public final class BourgainEmbedding {

  private BourgainEmbedding() {}

  /// How coordinates come to be.
  public enum Method {
    /// A fixed number of sets a scale; each set's distance is a coordinate. What the authors
    /// released.
    RELEASED,
    /// As many sets a scale as there are scales, then a random projection (Johnson–Lindenstrauss)
    /// to as many coordinates as the released method has. The paper's improved embedding.
    PROJECTED
  }

  /// What latent distances are multiplied by before a generator shall keep them.
  public enum Scale {
    /// `max √(d / ℓ)` over pairs, with d the distance of the data and ℓ that of latents. What the
    /// authors released.
    ROOT,
    /// `max d / ℓ`: then no pair is nearer than in the data. The paper's.
    MAX,
    /// `exp(median(ln d − ln ℓ))`, by which the laws of log distances match best.
    MEDIAN,
    /// 1.
    NONE
  }

  /// What an embedding is made of.
  ///
  /// @param points at most so many training rows, at least 2; they are chosen by chance
  /// @param method how coordinates come to be
  /// @param keep the probability p, in (0, 1): a set of scale j holds each point with probability
  ///   `p^j`
  /// @param repetitions r, 1 to 1,000: sets of each scale, and coordinates for each
  /// @param scale what latent distances are multiplied by
  public record Options(int points, Method method, double keep, int repetitions, Scale scale) {

    /// Checks the numbers.
    public Options {
      if (points < 2) {
        throw new IllegalArgumentException("points must be at least 2, but is " + points);
      }
      if (!(keep >= 0.01 && keep <= 0.99)) {
        throw new IllegalArgumentException("keep must be in [0.01, 0.99], but is " + keep);
      }
      if (repetitions < 1 || repetitions > 1_000) {
        throw new IllegalArgumentException("repetitions must be 1 to 1,000, but is " + repetitions);
      }
    }

    /// As released, over at most 4,096 points.
    ///
    /// @return the usual options
    public static Options defaults() {
      return new Options(4_096, Method.RELEASED, 0.5, 5, Scale.ROOT);
    }

    /// Scales of sets: `⌈ln m / ln(1/p)⌉`, at least 1.
    ///
    /// @param m points
    /// @return J
    public int scales(int m) {
      return Math.max(1, (int) Math.ceil(Math.log(m) / -Math.log(keep) - 1e-9));
    }

    /// Coordinates of a point.
    ///
    /// @param m points
    /// @return `r · J`
    public int dim(int m) {
      return repetitions * scales(m);
    }

    /// Landmark sets, in the order of coordinates before a projection.
    ///
    /// @param m points
    /// @return `r · J`, or `J²` before a projection
    int sets(int m) {
      return method == Method.RELEASED ? dim(m) : scales(m) * scales(m);
    }

    /// The members of one landmark set.
    ///
    /// @param set from 0; its scale is `1 + set mod J`
    /// @param m points
    /// @param key decides all sets
    /// @return points, in ascending order; maybe none
    long[] landmarks(int set, int m, RandomKey key) {
      double share = Math.pow(keep, 1 + set % scales(m));
      SplittableRandom random = key.fold("landmarks").fold(set).random();
      return IntStream.range(0, m)
          .filter(_ -> random.nextDouble() < share)
          .asLongStream()
          .toArray();
    }
  }
}
