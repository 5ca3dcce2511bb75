package everymode.alarm;

import java.util.Locale;

/// What is seen of a game of a generator and a discriminator.
public enum Signal {

  /// Mean norm of the generator's gradient in the last steps.
  GENERATOR_GRADIENT,
  /// Mean norm of the discriminator's gradient in the last steps.
  DISCRIMINATOR_GRADIENT,
  /// Mean cosine of the angle between successive gradients of the generator.
  ALIGNMENT,
  /// Angle in degrees between the generator's gradients of the first and the second half of the
  /// last steps.
  ROTATION,
  /// Share of pairs of a training row and a sample that the discriminator puts into the right
  /// order: a half where it sees no difference, 1 where it separates them.
  SEPARATION,
  /// Share of a slice of the training rows that samples cover, as a share of what other training
  /// rows reach; about 1 for a perfect generator.
  COVERAGE,
  /// Share of samples that lie among the slice, likewise.
  PRECISION,
  /// Share of samples nearer to another one than all but a hundredth of training rows are.
  DUPLICATES,
  /// Entropy of the classes, or modes, nearest to the samples, as a share of that of training rows.
  ENTROPY,
  /// Median distance of samples to the slice, as a multiple of that of training rows.
  DISTANCE,
  /// Share of the rows covered now or at the check before that were covered at both.
  KEPT;

  /// The key in `signals.jsonl`, such as `generator-gradient`.
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
