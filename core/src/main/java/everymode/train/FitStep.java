package everymode.train;

import everymode.random.RandomKey;
import java.util.Map;

/// One step of work that no gradient does, such as estimation or transport. A step takes at most
/// about a second, so that a training can be stopped between steps.
@FunctionalInterface
public interface FitStep {

  /// What a step achieved.
  ///
  /// @param finished whether the work is done, before its last step
  /// @param values values by name that are reported like losses, such as a log-likelihood
  record Result(boolean finished, Map<String, Double> values) {

    /// The work goes on; there is nothing to report.
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

  /// Does one step.
  ///
  /// @param step the step within the stage, from 0
  /// @param key decides the random numbers of this step
  Result step(long step, RandomKey key);
}
