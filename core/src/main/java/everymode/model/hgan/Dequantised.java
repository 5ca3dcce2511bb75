package everymode.model.hgan;

import everymode.nn.ForwardContext;
import everymode.nn.Layer;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.StateVisitor;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// A discriminator that sees images with uniform noise of the width of a level, so that it cannot
/// tell generated ones, whose values are no levels, by that alone.
///
/// @param network the discriminator
record Dequantised(Layer network) implements Layer {

  private static final double LEVEL = 2.0 / 255; // in model units

  @Override
  public Tensor apply(Tensor x, ForwardContext pass) {
    return network.apply(
        x.add(Ops.times(RandomTensors.uniform(pass.key(), x.shape()), LEVEL)), pass);
  }

  @Override
  public List<Tensor> parameters() {
    return network.parameters();
  }

  @Override
  public void state(StateVisitor s) {
    network.state(s);
  }
}
