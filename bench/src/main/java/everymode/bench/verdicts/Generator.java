package everymode.bench.verdicts;

import java.util.List;
import java.util.Locale;

/// The simulated generators.
enum Generator {
  /// The law of the data.
  FULL(1, 1, 0),
  /// The law of the data with all standard deviations times 1.3.
  NOISY(1, 1.3, 1),
  /// Half of the class's share.
  HALF(0.5, 1, 0),
  /// A tenth of it.
  TENTH(0.1, 1, 0),
  /// The other classes only.
  LACKS(0, 1, 0),
  /// The other classes only, with standard deviations times 1.3: beyond the guarantee.
  SPILLS(0, 1.3, 1),
  /// The other classes only, and for a twentieth of its samples with standard deviations times 6:
  /// beyond the guarantee.
  JUNK(0, 6, 0.05);

  /// Generators for which the verdicts have a bar, or that are right but for a part of the class.
  static final List<Generator> RIGHT = List.of(FULL, NOISY, HALF, TENTH, LACKS);

  /// Generators that lack the class and are wrong elsewhere too.
  static final List<Generator> LIMITS = List.of(SPILLS, JUNK);

  private final double share;
  private final double deviation;
  private final double part;

  Generator(double share, double deviation, double part) {
    this.share = share;
    this.deviation = deviation;
    this.part = part;
  }

  /// The part of the class's share.
  double share() {
    return share;
  }

  /// The factor of the standard deviations of some samples.
  double deviation() {
    return deviation;
  }

  /// The part of the samples with these standard deviations.
  double part() {
    return part;
  }

  /// The generator with given words.
  static Generator of(String words) {
    return valueOf(words.toUpperCase(Locale.ROOT));
  }

  String words() {
    return name().toLowerCase(Locale.ROOT);
  }
}
