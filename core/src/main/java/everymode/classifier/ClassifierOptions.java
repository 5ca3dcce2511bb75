package everymode.classifier;

import everymode.config.ConfigRecords;
import everymode.config.Require;
import everymode.nn.Norm;

/// What is trained as a classifier, and how its weights are averaged.
///
/// @param network of images; points and tables have a perceptron
/// @param norm of the outputs of its convolutions
/// @param emaDecay decay of the moving average of the weights, in [0, 1); 0 for no average
public record ClassifierOptions(Network network, Norm norm, double emaDecay) {

  /// Networks for images.
  public enum Network {
    /// Few channels and 128 features, made for speed.
    SMALL,
    /// Four wide convolutions and 256 features, the network in which mixture normalisation was
    /// compared with batch normalisation.
    SHALLOW
  }

  /// Validates the values.
  public ClassifierOptions {
    Require.fraction("emaDecay", emaDecay);
  }

  /// The small network with batch normalisation and averaged weights.
  public static ClassifierOptions defaults() {
    return new ClassifierOptions(Network.SMALL, new Norm.Batch(), 0.999);
  }

  /// The same options with some replaced.
  ///
  /// @param keys as YAML, such as `{network: shallow}`
  /// @param name of the text, for errors
  public ClassifierOptions changed(String keys, String name) {
    return ConfigRecords.changed(this, keys, name);
  }

  /// The options as a line of YAML.
  String text() {
    return ConfigRecords.tree(this).toString();
  }
}
