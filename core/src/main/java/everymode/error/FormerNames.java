package everymode.error;

import java.util.Map;
import java.util.Optional;

/// What keys, values, metrics, options and commands were called in earlier builds, so that an old
/// name is answered with the new one, however different it looks.
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
          Map.entry("judge", "classifier"),
          Map.entry("geometry", "embed"),
          Map.entry("--every", "--checkpoint-every"),
          Map.entry("--keep", "--keep-checkpoints"),
          Map.entry("--measure", "--eval-every"),
          Map.entry("--ties", "--closed-balls"),
          Map.entry("--judge", "--features"),
          Map.entry("--spread", "--covariance-scale"),
          Map.entry("--spreads", "--covariance-scales"),
          Map.entry("deviation", "standard-deviation"),
          Map.entry("leaky-relu-tenth", "leaky-relu"),
          Map.entry("w1", "wasserstein"),
          Map.entry("w1-held-out", "wasserstein-held-out"),
          Map.entry("sliced-w1", "sliced-wasserstein"),
          Map.entry("copies", "training-duplicates"),
          Map.entry("repeats", "duplicates"),
          Map.entry("support", "birthday-support"),
          Map.entry("mode-score-2", "mode-score-xu"));

  private FormerNames() {}

  /// The new name of an old one; of a key path such as `generator.widths` the last part counts.
  static Optional<String> of(String wanted) {
    int last = wanted.lastIndexOf('.') + 1;
    return Optional.ofNullable(NEW.get(wanted.substring(last)))
        .map(name -> wanted.substring(0, last) + name);
  }
}
