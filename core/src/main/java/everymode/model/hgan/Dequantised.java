package everymode.model.hgan;

import everymode.nn.ForwardContext;
import everymode.nn.Layer;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.StateVisitor;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// A discriminator that sees images with uniform noise as wide as the distance of two levels, so
/// that it cannot tell generated ones, whose values are no levels, by that alone.
///
/// @param network the discriminator
/// @param width of the noise, in model units
record Dequantised(Layer network, double width) implements Layer {

  @Override
  public Tensor apply(Tensor x, ForwardContext pass) {
    return network.apply(
        x.add(Ops.times(RandomTensors.uniform(pass.key(), x.shape()), width)), pass);
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
