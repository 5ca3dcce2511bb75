package everymode.nn;

import everymode.random.RandomKey;
import everymode.tensor.StateVisitor;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/// An external norm: subtracts the batch mean from each channel, at chosen layers.
///
/// @param layers hidden layers, from 0
/// @param pointsOnly whether images are rejected
public record Centring(List<Integer> layers, boolean pointsOnly) implements Norm {

  /// The defaults.
  public Centring() {
    this(List.of(0, 1, 2, 3), false);
  }

  /// The value for a recipe that names only the type.
  public static Centring defaults() {
    return new Centring();
  }

  @Override
  public Optional<Layer> outputs(Site site, RandomKey key) {
    if (pointsOnly && site.image()) {
      throw new IllegalArgumentException(
          "norm centring with pointsOnly does not serve convolutions; use type: mlp");
    }
    return layers.contains(site.layer()) ? Optional.of(new Centred(site)) : Optional.empty();
  }

  /// The layer.
  record Centred(Site site) implements Layer {

    @Override
    public Tensor apply(Tensor x, ForwardContext pass) {
      Tensor mean = site.image() ? x.mean(0, 2, 3).view(1, -1, 1, 1) : x.mean(0);
      return x.sub(mean);
    }

    @Override
    public List<Tensor> parameters() {
      return List.of();
    }

    @Override
    public void state(StateVisitor s) {
      // It has no weights.
    }
  }
}
