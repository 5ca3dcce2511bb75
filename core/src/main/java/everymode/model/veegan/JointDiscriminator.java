package everymode.model.veegan;

import everymode.nn.Architecture;
import everymode.nn.ForwardContext;
import everymode.nn.Layer;
import everymode.nn.Linear;
import everymode.nn.Trainable;
import everymode.random.RandomKey;
import everymode.tensor.Ops;
import everymode.tensor.StateVisitor;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// A discriminator of pairs of sample and latent: the latent is appended to a point as further
/// coordinates, or to an image as one further channel.
final class JointDiscriminator implements Trainable {

  private final Layer discriminator;
  private final @Nullable Linear plane; // from latents to pixels; null for points

  JointDiscriminator(Architecture net, int latent, long[] shape, RandomKey init) {
    boolean image = shape.length > 1;
    long[] jointShape = shape.clone();
    jointShape[0] += image ? 1 : latent;
    discriminator = net.discriminator(jointShape, 1, init);
    plane =
        image ? new Linear(latent, Math.toIntExact(shape[1] * shape[2]), init.fold("plane")) : null;
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
    return plane == null
        ? discriminator.parameters()
        : Stream.of(discriminator, plane).flatMap(part -> part.parameters().stream()).toList();
  }

  @Override
  public void state(StateVisitor s) {
    s.child("discriminator", discriminator);
    if (plane != null) {
      s.child("plane", Objects.requireNonNull(plane));
    }
  }
}
