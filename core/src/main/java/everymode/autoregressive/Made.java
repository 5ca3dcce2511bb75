package everymode.autoregressive;

import everymode.config.Require;
import everymode.data.Domain;
import everymode.random.RandomKey;
import java.util.List;

/// A perceptron with masked weights for points and tables: hidden units see the first few numbers
/// of a row, and the distribution of each number depends on those that see only numbers before it.
///
/// *Source:* Germain, Gregor, Murray and Larochelle, "MADE: masked autoencoder for distribution
/// estimation", ICML 2015. *Differences:* numbers keep their order; their distributions are
/// mixtures of normal ones.
///
/// @param hiddenSizes units of each hidden layer, each at least 1
/// @param components of the mixtures, at least 1
/// @param smoothing deviation of the noise that training rows get, as a multiple of the bandwidth
///   of a kernel estimate of their density; at least 0
public record Made(List<Integer> hiddenSizes, int components, double smoothing)
    implements AutoregressiveArchitecture {

  /// Validates the values.
  public Made {
    hiddenSizes = List.copyOf(hiddenSizes);
    for (int size : hiddenSizes) {
      Require.that(size >= 1, "hiddenSizes must be at least 1, but one is " + size);
    }
    Require.atLeast("components", components, 1);
    Require.nonNegative("smoothing", smoothing);
  }

  /// Two layers of 128 units, twenty components, noise of the bandwidth.
  public static Made defaults() {
    return new Made(List.of(128, 128), 20, 1);
  }

  @Override
  public boolean accepts(Domain domain) {
    return domain.shape().length == 1;
  }

  @Override
  public AutoregressiveNetwork build(Domain domain, RandomKey init) {
    return new MadeNetwork((int) domain.shape()[0], this, init);
  }
}
