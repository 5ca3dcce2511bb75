package everymode.error;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/// What keys and metrics were called in earlier builds, so that an old name is answered with the
/// new one, however different it looks.
final class FormerNames {

  private static final Map<String, String> NEW =
      Map.ofEntries(
          Map.entry("average", "emaDecay"),
          Map.entry("batch", "batchSize"),
          Map.entry("rate", "learningRate"),
          Map.entry("decay", "weightDecay"),
          Map.entry("maps", "baseChannels"),
          Map.entry("widths", "hiddenSizes"),
          Map.entry("through", "backprop"),
          Map.entry("aside", "excludedFraction"),
          Map.entry("given", "initialGenerator"),
          Map.entry("critic", "discriminator"),
          Map.entry("criticSteps", "discriminatorSteps"),
          Map.entry("criticOptimizer", "discriminatorOptimizer"),
          Map.entry("spread", "sigmaType"),
          Map.entry("from", "method"),
          Map.entry("net", "network"),
          Map.entry("normalise", "normalize"),
          Map.entry("w1", "wasserstein"),
          Map.entry("w1-held-out", "wasserstein-held-out"),
          Map.entry("sliced-w1", "sliced-wasserstein"),
          Map.entry("copies", "training-duplicates"),
          Map.entry("repeats", "duplicates"),
          Map.entry("support", "birthday-support"),
          Map.entry("mode-score-2", "mode-score-xu"));

  private FormerNames() {}

  /// The new name of an old one, where it is known; of a key path such as `generator.widths` the
  /// last part counts.
  static Optional<String> of(String wanted, Collection<String> known) {
    int last = wanted.lastIndexOf('.') + 1;
    return Optional.ofNullable(NEW.get(wanted.substring(last)))
        .map(name -> wanted.substring(0, last) + name)
        .filter(known::contains);
  }
}
