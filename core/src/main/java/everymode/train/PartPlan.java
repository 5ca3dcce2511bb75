package everymode.train;

import java.util.List;

/// All that is needed to train one part of a mixture in another process, as plain values.
///
/// @param family the family's name
/// @param config its full configuration as YAML
/// @param data the data set as on the command line
/// @param seed seed of the random key of the initial weights
/// @param shares probability with which each training row is drawn; empty for equal probabilities
public record PartPlan(String family, String config, String data, long seed, List<Double> shares) {

  /// Copies the list.
  public PartPlan {
    shares = List.copyOf(shares);
  }
}
