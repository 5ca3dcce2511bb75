package everymode.train;

import java.util.List;

/// All that is needed to train one part of a mixture in another process: plain values only.
///
/// @param family the family's name
/// @param config its full configuration as YAML
/// @param data the data set as on the command line
/// @param seed of the random key that decides the first weights
/// @param shares how often each training row is drawn; empty where all are drawn alike
public record PartPlan(String family, String config, String data, long seed, List<Double> shares) {

  /// Copies the list.
  public PartPlan {
    shares = List.copyOf(shares);
  }
}
