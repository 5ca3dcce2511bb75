package everymode.model.cesagan;

import everymode.data.Domain;
import everymode.nn.ConditionalLayer;
import everymode.nn.ForwardContext;
import everymode.nn.Layer;
import everymode.tensor.Ops;
import everymode.tensor.StateVisitor;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// The generator of levels from latents with a condition behind each: `[n, latent + tiles + 2]` to
/// `[n, tiles, height, width]`. Cells outside the height and width of the condition are 0.
///
/// @param network to logits
/// @param latent dimension of the latent
record LevelGenerator(
    ConditionalLayer network, int latent, Domain.Grid grid, LevelGanConfig.Relaxation relaxation)
    implements Layer {

  @Override
  public Tensor apply(Tensor x, ForwardContext pass) {
    int tiles = grid.tiles().size();
    Tensor z = x.narrow(1, 0, latent);
    Tensor counts = x.narrow(1, latent, tiles);
    Tensor logits = network.apply(z, embedded(counts), pass);
    Tensor inside = // [n, 1, h, w]
        inside(x.narrow(1, latent + tiles, 1), x.narrow(1, latent + tiles + 1, 1));
    return switch (relaxation) {
      case SOFTMAX -> Ops.channelSoftmax(logits).mul(inside);
      case STRAIGHT_THROUGH -> {
        Tensor share = Ops.channelSoftmax(logits);
        yield hard(Ops.argmax(share), share).mul(inside);
      }
      case COUNTED -> {
        Tensor share = Counted.shares(logits, counts, inside);
        yield hard(Counted.levels(share.detach(), counts), share);
      }
    };
  }

  /// Tiles with the gradients of their probabilities.
  private static Tensor hard(Tensor tile, Tensor share) {
    return share.add(Ops.oneHot(tile, share.size(1)).sub(share).detach());
  }

  /// Counts in a form that networks can tell apart: that of walls is far larger than that of keys.
  static Tensor embedded(Tensor counts) {
    return counts.log1p();
  }

  /// 1 in cells of the level, 0 outside.
  ///
  /// @param height `[n, 1]`
  /// @param width `[n, 1]`
  /// @return `[n, 1, h, w]`
  private Tensor inside(Tensor height, Tensor width) {
    Tensor rows = Ops.range(grid.height()).lt(height); // [n, h]
    Tensor columns = Ops.range(grid.width()).lt(width); // [n, w]
    return Ops.toFloat(rows.unsqueeze(2).logical_and(columns.unsqueeze(1))).unsqueeze(1);
  }

  @Override
  public List<Tensor> parameters() {
    return network.parameters();
  }

  @Override
  public boolean perSample() {
    return network.perSample();
  }

  @Override
  public void state(StateVisitor s) {
    network.state(s);
  }
}
