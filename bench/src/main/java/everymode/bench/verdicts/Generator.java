package everymode.bench.verdicts;

import java.util.Locale;

/// The simulated generators: each makes the other rows rightly, and a part of the class.
enum Generator {
  /// The law of the data.
  FULL(1, false),
  /// The law of the data with all standard deviations times 1.3.
  NOISY(1, true),
  /// Half of the class's share.
  HALF(0.5, false),
  /// A tenth of it.
  TENTH(0.1, false),
  /// The other classes only.
  LACKS(0, false);

  private final double share;
  private final boolean noisy;

  Generator(double share, boolean noisy) {
    this.share = share;
    this.noisy = noisy;
  }

  /// The part of the class's share.
  double share() {
    return share;
  }

  boolean noisy() {
    return noisy;
  }

  /// The generator with given words.
  static Generator of(String words) {
    return valueOf(words.toUpperCase(Locale.ROOT));
  }

  String words() {
    return name().toLowerCase(Locale.ROOT);
  }
}
