package everymode.model.cesagan;

import everymode.data.Domain;
import everymode.nn.ConditionalLayer;
import everymode.nn.ForwardContext;
import everymode.nn.Layer;
import everymode.tensor.StateVisitor;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// The discriminator of flattened levels with a condition behind each.
///
/// @param network from levels and embedded counts to scores
record LevelDiscriminator(ConditionalLayer network, Domain.Grid grid) implements Layer {

  @Override
  public Tensor apply(Tensor x, ForwardContext pass) {
    int tiles = grid.tiles().size();
    int size = tiles * grid.cells();
    Tensor levels = x.narrow(1, 0, size).reshape(-1, tiles, grid.height(), grid.width());
    return network.apply(levels, LevelGenerator.embedded(x.narrow(1, size, tiles)), pass);
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
