package everymode.train;

import everymode.random.RandomKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/// Trains the independent parts of a stage, here or elsewhere. Whoever trains them, a part ends
/// with the same bytes, for an equal number of threads each.
public interface PartExecutor extends AutoCloseable {

  /// Trains parts on threads of this process.
  Factory THREADS = ThreadPartExecutor::new;

  /// Makes an executor for one stage.
  @FunctionalInterface
  interface Factory {

    /// An executor for a stage that begins or goes on.
    ///
    /// @param parts how many parts the stage has
    PartExecutor open(int parts);
  }

  /// A part in training.
  interface Part {

    /// Does one step on the calling thread and its current device.
    void step();

    /// From where the part draws all its random numbers.
    RandomKey key();

    /// The part as something that another process can train; empty where only this one can.
    Optional<RemotePart> remote();

    /// Takes over a part that was trained to its end elsewhere.
    ///
    /// @param state what [PartPlan]'s training gave: the state of its whole training loop
    void complete(Map<String, Tensor> state);
  }

  /// Advances some or all parts, each by a step or more, and returns when they stand still. It is
  /// called again until all have finished.
  ///
  /// @param open parts that have not finished, in order
  void advance(List<Part> open);

  @Override
  void close();
}
