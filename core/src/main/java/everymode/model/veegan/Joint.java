package everymode.model.veegan;

import everymode.chance.Chance;
import everymode.nn.Layer;
import everymode.nn.Linear;
import everymode.nn.Net;
import everymode.nn.Pass;
import everymode.nn.Trainable;
import everymode.tensor.Ops;
import everymode.tensor.State;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// A critic of pairs of sample and latent: the latent is more numbers of a point, or one more
/// channel of an image.
final class Joint implements Trainable {

  private final Layer critic;
  private final @Nullable Linear plane; // from latents to pixels; null for points

  Joint(Net net, int latent, long[] shape, Chance init) {
    boolean image = shape.length > 1;
    long[] wider = shape.clone();
    wider[0] += image ? 1 : latent;
    critic = net.critic(wider, 1, init);
    plane =
        image ? new Linear(latent, Math.toIntExact(shape[1] * shape[2]), init.at("plane")) : null;
  }

  /// The scores of pairs.
  ///
  /// @param x `[n, ...]`
  /// @param z `[n, dim]`
  /// @param pass this evaluation
  /// @return `[n, 1]`
  Tensor apply(Tensor x, Tensor z, Pass pass) {
    Tensor more = plane == null ? z : plane.apply(z, pass).view(x.size(0), 1, x.size(2), x.size(3));
    return critic.apply(Ops.beside(x, more), pass);
  }

  @Override
  public List<Tensor> parameters() {
    return plane == null
        ? critic.parameters()
        : Stream.of(critic, plane).flatMap(part -> part.parameters().stream()).toList();
  }

  @Override
  public void state(State s) {
    s.child("critic", critic);
    if (plane != null) {
      s.child("plane", Objects.requireNonNull(plane));
    }
  }
}
