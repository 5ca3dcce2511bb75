package everymode.model.acgan;

import everymode.nn.ForwardContext;
import everymode.prior.LatentBatch;
import everymode.prior.Prior;
import everymode.random.RandomKey;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.StateVisitor;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// A latent distribution with a one-hot class appended to each latent.
///
/// @param own the distribution of the other coordinates
/// @param components number of classes, all equally likely
record OneHotPrior(Prior own, int components) implements Prior.MixturePrior {

  @Override
  public int dim() {
    return own.dim() + components;
  }

  @Override
  public LatentBatch sample(int n, RandomKey key, ForwardContext pass) {
    return sample(classes(n, key), key, pass);
  }

  /// The classes of the latents that [#sample(int, RandomKey)] returns, int64 `[n]`.
  Tensor classes(int n, RandomKey key) {
    return RandomTensors.integers(key.fold("class"), components, n);
  }

  @Override
  public LatentBatch sample(Tensor component, RandomKey key, ForwardContext pass) {
    int n = Math.toIntExact(component.size(0));
    Tensor z = own.sample(n, key, pass).z(); // [n, own.dim]
    Tensor oneHot = Ops.toFloat(torch.one_hot(component, components)); // [n, components]
    return new LatentBatch(torch.cat(Ops.vector(List.of(z, oneHot)), 1), component);
  }

  @Override
  public List<Tensor> parameters() {
    return own.parameters();
  }

  @Override
  public void state(StateVisitor s) {
    own.state(s);
  }
}
