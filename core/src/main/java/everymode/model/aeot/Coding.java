package everymode.model.aeot;

import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.nn.Architecture;
import everymode.nn.Layer;
import everymode.nn.Reshape;
import everymode.random.RandomKey;
import everymode.tensor.Ops;
import everymode.tensor.StateVisitor;
import everymode.tensor.Stateful;
import everymode.train.Stage;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;

/// Between samples in model units and codes.
interface Coding extends Stateful {

  /// The dimension of a code.
  int dim();

  /// The codes of samples.
  ///
  /// @param x `[n, ...]`
  /// @return `[n, dim]`
  Tensor encode(Tensor x);

  /// The network from codes to samples.
  Layer decoder();

  /// The stages in which it is learned.
  List<Supplier<Stage>> stages();

  /// Drops what only these stages need.
  void retire();

  /// An autoencoder, or rows as their own codes where it has no latent space.
  ///
  /// @param decoder the configuration of the network from codes to samples
  /// @param init random key of the initial weights
  static Coding of(
      AutoencoderSettings settings, Architecture decoder, Dataset data, RandomKey init) {
    return settings.latentDim() == 0
        ? none(data.domain())
        : new AutoencoderTraining(settings, decoder, data, init);
  }

  /// Rows as their own codes.
  static Coding none(Domain domain) {
    long[] shape = domain.shape();
    return new Coding() {
      @Override
      public int dim() {
        return Architecture.size(shape);
      }

      @Override
      public Tensor encode(Tensor x) {
        return Ops.flat(x);
      }

      @Override
      public Layer decoder() {
        return Reshape.to(shape);
      }

      @Override
      public List<Supplier<Stage>> stages() {
        return List.of();
      }

      @Override
      public void retire() {}

      @Override
      public void state(StateVisitor s) {}
    };
  }
}
