package everymode.model.hgan;

/// How the generator learns from the teacher.
public enum Distillation {
  /// A second discriminator tells samples of the teacher from generated ones.
  SAMPLES,
  /// The discriminator tells real rows, samples of the teacher and generated ones apart, and the
  /// generator is to be taken for either of the first.
  THREE_WAY,
  /// A second discriminator tells real rows from generated ones, and sees beside each value how
  /// probable it is to the teacher given those before it.
  LIKELIHOOD_MAP,
  /// As [#LIKELIHOOD_MAP], but it sees what the teacher expects in the place of each value.
  MEAN_MAP,
  /// No second discriminator: the generator maximises the likelihood under the teacher. It has its
  /// optimum in the teacher's most probable sample alone, and is there for comparison.
  DIRECT;

  /// Whether samples of the teacher are needed.
  boolean pooled() {
    return this == SAMPLES || this == THREE_WAY;
  }

  /// Whether a second discriminator sees what the teacher says.
  boolean mapped() {
    return this == LIKELIHOOD_MAP || this == MEAN_MAP;
  }
}
