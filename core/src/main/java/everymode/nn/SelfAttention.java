package everymode.nn;

import everymode.random.RandomKey;
import everymode.tensor.Ops;
import everymode.tensor.StateVisitor;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;

/// Self-attention between the places of an image: `y = x + γ β v`, where row j of `β` is the
/// softmax of `kⱼ · qᵢ` over the places i. Queries q and keys k have an eighth of the channels,
/// values v all of them; each is a 1×1 convolution of x. γ is 0 at first, so that the layer is the
/// identity.
///
/// *Source:* Zhang, Goodfellow, Metaxas and Odena, "Self-attention generative adversarial
/// networks", 2019.
public final class SelfAttention implements Layer {

  private static final int SHARE = 8; // of the channels in queries and keys

  private final int few; // channels of queries and of keys
  private final Conv2d maps; // queries, keys and values in one, which is faster than three
  private Tensor strength; // γ [1]

  /// @param channels at least 1
  /// @param init random key of the initial weights
  public SelfAttention(int channels, RandomKey init) {
    few = Math.max(1, channels / SHARE);
    maps = Conv2d.plain(channels, 2 * few + channels, 1, 1, 0, false, init);
    strength = Init.constant(0, 1);
  }

  /// How much each place attends to each other.
  ///
  /// @param x `[n, c, h, w]`
  /// @return `[n, h·w, h·w]`, each row summing to 1
  public Tensor weights(Tensor x, ForwardContext pass) {
    return weights(places(x, pass));
  }

  /// @param places `[n, h·w, 2·few + c]`
  private Tensor weights(Tensor places) {
    Tensor query = places.narrow(2, 0, few);
    Tensor key = places.narrow(2, few, few);
    return Ops.softmax(key.bmm(query.transpose(1, 2)));
  }

  /// Queries, keys and values of all places, without a copy since convolutions have their channels
  /// last.
  ///
  /// @return `[n, h·w, 2·few + c]`
  private Tensor places(Tensor x, ForwardContext pass) {
    return maps.apply(x, pass).permute(0, 2, 3, 1).flatten(1, 2);
  }

  @Override
  public Tensor apply(Tensor x, ForwardContext pass) {
    Tensor places = places(x, pass);
    Tensor value = places.narrow(2, 2L * few, x.size(1));
    Tensor attended =
        weights(places)
            .bmm(value) // [n, h·w, c]
            .reshape(x.size(0), x.size(2), x.size(3), x.size(1))
            .permute(0, 3, 1, 2);
    return x.add(attended.mul(pass.weight(strength)));
  }

  @Override
  public boolean perSample() {
    return true;
  }

  @Override
  public List<Tensor> parameters() {
    return Stream.concat(maps.parameters().stream(), Stream.of(strength)).toList();
  }

  @Override
  public void state(StateVisitor s) {
    s.child("maps", maps);
    strength = s.tensor("strength", strength);
  }
}
