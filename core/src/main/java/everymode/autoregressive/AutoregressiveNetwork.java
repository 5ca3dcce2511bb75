package everymode.autoregressive;

import everymode.nn.ForwardContext;
import everymode.nn.Parameterised;
import everymode.random.RandomKey;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;

/// A network that gives the distribution of each value of a sample given those before it, in a
/// fixed order.
public interface AutoregressiveNetwork extends Parameterised {

  /// Adapts the scale of a network without training to rows, if it has one.
  ///
  /// @param x draws `[n, ...]` in model units; not called where there is no scale
  default void scale(Supplier<Tensor> x) {}

  /// The form of the distributions.
  Conditional conditional();

  /// The logarithm of the probability (or density in model units) of each value given those before
  /// it. Gradients flow to x through what the distributions depend on.
  ///
  /// @param x `[n, ...]` in model units; rounded where the distributions are of levels
  /// @return `[n, ...]`, in nats
  Tensor logProb(Tensor x, ForwardContext pass);

  /// The mean of each value given those before it.
  ///
  /// @param x `[n, ...]` in model units; rounded where the distributions are of levels
  /// @return `[n, ...]`
  Tensor mean(Tensor x, ForwardContext pass);

  /// Draws samples, value by value.
  ///
  /// @param known what is given of them
  /// @return `[n, ...]` in model units
  Tensor sample(Known known, RandomKey key, ForwardContext pass);
}
