package everymode.nn;

import everymode.tensor.Ops;
import everymode.tensor.StateVisitor;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// A discriminator that scores several samples at once: the samples of a pack are concatenated as
/// channels of one image or coordinates of one point. Samples that do not fill a pack are dropped.
///
/// *Source:* Lin, Khetan, Fanti and Oh, "PacGAN: the power of two samples in generative adversarial
/// networks", NeurIPS 2018.
///
/// @param discriminator a network from packs to scores
/// @param size samples in a pack, at least 1
public record PackedDiscriminator(Layer discriminator, int size) implements Layer {

  /// The shape of a pack: `size` times the channels or coordinates of a sample.
  ///
  /// @param sample the shape of one sample
  /// @param size samples in a pack
  public static long[] shape(long[] sample, int size) {
    long[] pack = sample.clone();
    pack[0] *= size;
    return pack;
  }

  @Override
  public Tensor apply(Tensor x, ForwardContext pass) {
    long packs = x.size(0) / size;
    long[] sample = Arrays.copyOfRange(x.shape(), 1, x.shape().length);
    long[] shape = new long[x.shape().length];
    shape[0] = packs;
    System.arraycopy(shape(sample, size), 0, shape, 1, sample.length);
    return discriminator.apply(Ops.rows(x, 0, packs * size).reshape(shape), pass);
  }

  @Override
  public List<Tensor> parameters() {
    return discriminator.parameters();
  }

  @Override
  public void state(StateVisitor s) {
    discriminator.state(s);
  }
}
