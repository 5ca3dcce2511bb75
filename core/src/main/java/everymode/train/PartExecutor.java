package everymode.train;

import everymode.random.RandomKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/// Trains the independent parts of a stage, locally or remotely. The result of a part is the same
/// to the byte wherever it is trained, for an equal number of threads each.
public interface PartExecutor extends AutoCloseable {

  /// Trains parts on threads of this process.
  Factory THREADS = ThreadPartExecutor::new;

  /// Creates an executor for one stage.
  @FunctionalInterface
  interface Factory {

    /// An executor for a stage that begins or is resumed.
    ///
    /// @param parts number of parts of the stage
    PartExecutor open(int parts);
  }

  /// A part in training.
  interface Part {

    /// Runs one step on the calling thread and its current device.
    void step();

    /// The random key that determines all random numbers of the part.
    RandomKey key();

    /// The part in a form that another process can train; empty if only this one can.
    Optional<RemotePart> remote();

    /// Loads a part that was trained to its end elsewhere.
    ///
    /// @param state the result of training by the [PartPlan]: the state of its whole training loop
    void complete(Map<String, Tensor> state);
  }

  /// Advances some or all parts by at least one step each, and returns when none is running. It is
  /// called again until all have finished.
  ///
  /// @param open parts that have not finished, in order
  void advance(List<Part> open);

  @Override
  void close();
}
