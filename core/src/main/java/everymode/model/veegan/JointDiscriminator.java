package everymode.model.veegan;

import everymode.nn.Architecture;
import everymode.nn.ForwardContext;
import everymode.nn.Layer;
import everymode.nn.Linear;
import everymode.nn.ModuleDict;
import everymode.nn.Parameterised;
import everymode.random.RandomKey;
import everymode.tensor.Ops;
import everymode.tensor.StateVisitor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// A discriminator of pairs of sample and latent: the latent is appended to a point as further
/// coordinates, or to an image as one further channel.
final class JointDiscriminator implements Parameterised {

  private final Layer discriminator;
  private final @Nullable Linear plane; // from latents to pixels; null for points
  private final ModuleDict parts; // both

  JointDiscriminator(Architecture net, int latent, long[] shape, RandomKey init) {
    boolean image = shape.length > 1;
    long[] jointShape = shape.clone();
    jointShape[0] += image ? 1 : latent;
    discriminator = net.discriminator(jointShape, 1, init);
    plane =
        image ? new Linear(latent, Math.toIntExact(shape[1] * shape[2]), init.fold("plane")) : null;
    Map<String, Parameterised> all = new LinkedHashMap<>(Map.of("discriminator", discriminator));
    if (plane != null) {
      all.put("plane", plane);
    }
    parts = new ModuleDict(all);
  }

  /// The scores of pairs.
  ///
  /// @param x `[n, ...]`
  /// @param z `[n, dim]`
  /// @param pass the forward context
  /// @return `[n, 1]`
  Tensor apply(Tensor x, Tensor z, ForwardContext pass) {
    Tensor extra =
        plane == null ? z : plane.apply(z, pass).view(x.size(0), 1, x.size(2), x.size(3));
    return discriminator.apply(Ops.concatChannels(x, extra), pass);
  }

  @Override
  public List<Tensor> parameters() {
    return parts.parameters();
  }

  @Override
  public void state(StateVisitor s) {
    parts.state(s);
  }
}
