package everymode.nn;

import everymode.config.OpenKinds;
import everymode.config.Require;
import everymode.config.Unwrapped;
import everymode.random.RandomKey;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Normalisation in a network, chosen by one line of a recipe such as `generator.norm: batch`.
///
/// The kinds are open. A public record that implements this interface, has a public constructor
/// without arguments for its defaults and is listed in `META-INF/services/everymode.nn.Norm` is
/// selected by its name in lower case, like those here. Architectures call a norm for each of their
/// layers; one that does not support a layer throws an `IllegalArgumentException` whose message
/// begins with `norm`.
@OpenKinds
public interface Norm {

  /// A hidden layer whose output may be normalised.
  ///
  /// @param layer number of the hidden layer within its network, from 0
  /// @param channels channels or units of its output
  /// @param image whether the output is `[n, channels, h, w]`; otherwise `[n, channels]`
  record Site(int layer, int channels, boolean image) {}

  /// The layer to use in place of one with weights, hidden or last.
  ///
  /// @param layer as built by the architecture
  /// @param key random key of initial values
  /// @return the same layer unless the norm constrains weights
  default Layer weights(WeightedLayer layer, RandomKey key) {
    return layer;
  }

  /// The layer that normalises the output of a hidden layer, before its activation.
  ///
  /// @param key random key of the initial weights
  /// @return empty unless the norm normalises outputs
  /// @throws IllegalArgumentException if the norm does not support this layer
  default Optional<Layer> outputs(Site site, RandomKey key) {
    return Optional.empty();
  }

  /// Checks what became of the hidden layers of a network.
  ///
  /// @param layers all layers of the network
  /// @throws IllegalArgumentException if this norm asks for layers that the network does not have
  default void check(List<Layer> layers) {}

  /// No normalisation.
  record None() implements Norm {}

  /// Batch normalisation of the outputs of hidden layers.
  record Batch() implements Norm {

    @Override
    public Optional<Layer> outputs(Site site, RandomKey key) {
      return Optional.of(new BatchNorm(site.channels(), key));
    }
  }

  /// Spectral normalisation of the weights of every layer.
  record Spectral() implements Norm {

    @Override
    public Layer weights(WeightedLayer layer, RandomKey key) {
      return new SpectralNorm(layer, key);
    }
  }

  /// Mixture normalisation of the outputs of some hidden layers, and batch normalisation of the
  /// others.
  ///
  /// @param layers numbers of the hidden layers, from 0; empty for all
  /// @param settings of mixture normalisation
  record Mixture(List<Integer> layers, @Unwrapped MixtureNorm.Settings settings) implements Norm {

    /// Validates the numbers.
    public Mixture {
      layers = List.copyOf(layers);
      layers.forEach(layer -> Require.atLeast("layers", layer, 0));
    }

    /// The defaults of a recipe that gives only the type.
    ///
    /// @return the first two hidden layers
    public static Mixture defaults() {
      return new Mixture(List.of(0, 1), MixtureNorm.Settings.defaults());
    }

    /// A network of which no layer has a mixture would be one of batch normalisation under another
    /// name.
    @Override
    public void check(List<Layer> all) {
      Require.that(
          layers.isEmpty()
              || all.stream().anyMatch(MixtureNorm.class::isInstance)
              || all.stream().noneMatch(BatchNorm.class::isInstance),
          String.format(
              Locale.ROOT,
              "norm.layers must contain a hidden layer of the network that is normalised, but is %s; the first ones are 0 and 1",
              layers));
    }

    @Override
    public Optional<Layer> outputs(Site site, RandomKey key) {
      return layers.isEmpty() || layers.contains(site.layer())
          ? Optional.of(new MixtureNorm(settings, site.channels(), key))
          : new Batch().outputs(site, key);
    }
  }
}
