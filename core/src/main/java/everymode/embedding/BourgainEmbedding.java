package everymode.embedding;

import everymode.random.RandomKey;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Random landmark sets of a Bourgain-type embedding, and its options.
///
/// The coordinate of a point for a set is its distance to the nearest landmark of that set, which
/// is a contraction: `|d(x, S) − d(y, S)| ≤ d(x, y)`. Sets of all sizes together distinguish near
/// and far points. Coordinates are then centred and scaled so that the mean squared norm of a point
/// equals the number of coordinates, as for a standard normal latent.
public final class BourgainEmbedding {

  private BourgainEmbedding() {}

  /// How coordinates are computed.
  public enum Method {
    /// A fixed number of sets per scale; the distance to each set is a coordinate. As in the code
    /// released by the authors.
    RELEASED,
    /// As many sets per scale as there are scales, then a random projection (Johnson–Lindenstrauss)
    /// to as many coordinates as the released method has. The improved embedding of the paper.
    PROJECTED
  }

  /// The factor applied to latent distances before a generator is trained to preserve them.
  public enum Scale {
    /// `max √(d / ℓ)` over pairs, with d the distance of the data and ℓ that of latents. As in the
    /// code released by the authors.
    ROOT,
    /// `max d / ℓ`: then no pair is nearer than in the data. As in the paper.
    MAX,
    /// `exp(median(ln d − ln ℓ))`, which matches the distributions of log distances best.
    MEDIAN,
    /// 1.
    NONE
  }

  /// Options of an embedding.
  ///
  /// @param points maximum number of training rows, at least 2, chosen at random
  /// @param method how coordinates are computed
  /// @param keep the probability p, in [0.01, 0.99]: a set of scale j contains each point with
  ///   probability `p^j`
  /// @param repetitions r, 1 to 1,000: sets and coordinates per scale
  /// @param scale factor applied to latent distances
  public record Settings(int points, Method method, double keep, int repetitions, Scale scale) {

    /// Checks the ranges.
    public Settings {
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

    /// The default options: as released, with at most 4,096 points.
    public static Settings defaults() {
      return new Settings(4_096, Method.RELEASED, 0.5, 5, Scale.ROOT);
    }

    /// The number of scales of sets: `⌈ln m / ln(1/p)⌉`, at least 1.
    ///
    /// @param m number of points
    public int scales(int m) {
      return Math.max(1, (int) Math.ceil(Math.log(m) / -Math.log(keep) - 1e-9));
    }

    /// The number of coordinates of a point, `r · J` for J scales.
    ///
    /// @param m number of points
    public int dim(int m) {
      return repetitions * scales(m);
    }

    /// The number of landmark sets, in the order of the coordinates before a projection.
    ///
    /// @param m number of points
    /// @return `r · J`, or `J²` before a projection
    int sets(int m) {
      return method == Method.RELEASED ? dim(m) : scales(m) * scales(m);
    }

    /// The members of one landmark set.
    ///
    /// @param set from 0; its scale is `1 + set mod J`
    /// @param m number of points
    /// @param key determines all sets
    /// @return indices of points, in ascending order; may be empty
    long[] landmarks(int set, int m, RandomKey key) {
      double probability = Math.pow(keep, 1 + set % scales(m));
      SplittableRandom random = key.fold("landmarks").fold(set).random();
      return IntStream.range(0, m)
          .filter(_ -> random.nextDouble() < probability)
          .asLongStream()
          .toArray();
    }
  }
}
