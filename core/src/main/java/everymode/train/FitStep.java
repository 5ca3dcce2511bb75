package everymode.train;

import everymode.random.RandomKey;
import java.util.Map;

/// One step of work without gradients, such as estimation or transport. A step should take at most
/// about a second, so that a training can be stopped between steps.
@FunctionalInterface
public interface FitStep {

  /// The result of a step.
  ///
  /// @param finished whether the work is done, possibly before its last step
  /// @param values values by name that are reported like losses, such as a log-likelihood
  record Result(boolean finished, Map<String, Double> values) {

    /// The work continues; there is nothing to report.
    public static final Result CONTINUE = new Result(false, Map.of());

    /// The work is done; there is nothing to report.
    public static final Result FINISHED = new Result(true, Map.of());

    /// A result without values.
    ///
    /// @param finished whether the work is done
    public static Result of(boolean finished) {
      return finished ? FINISHED : CONTINUE;
    }
  }

  /// Runs one step.
  ///
  /// @param step the step within the stage, from 0
  /// @param key random key of this step
  Result step(long step, RandomKey key);
}
