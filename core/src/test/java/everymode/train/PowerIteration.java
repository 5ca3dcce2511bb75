package everymode.train;

import everymode.random.RandomKey;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import everymode.tensor.StateVisitor;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/// The largest eigenvalue of a random symmetric matrix by power iteration: a family that consists
/// of one fit, without data and without samples.
public final class PowerIteration implements Family<PowerIteration.Config> {

  /// The size of the matrix and the number of steps.
  public record Config(int size, long steps) {}

  @Override
  public String name() {
    return "power-iteration";
  }

  @Override
  public String summary() {
    return "the largest eigenvalue of a random matrix";
  }

  @Override
  public boolean needsData() {
    return false;
  }

  @Override
  public Config defaults(DefaultsContext context) {
    return new Config(6, 40);
  }

  @Override
  public Model build(BuildContext<Config> context) {
    return new Fitted(context.config(), context.key());
  }

  /// The matrix for a random key, `[size, size]`, with non-negative eigenvalues.
  public static Tensor matrix(int size, RandomKey key) {
    Tensor half = RandomTensors.normal(key.fold("matrix"), size, size);
    return half.matmul(half.t());
  }

  private static final class Fitted implements Model {
    private final Config config;
    private final Tensor matrix; // [size, size]
    private final Tensor vector; // [size]

    Fitted(Config config, RandomKey key) {
      this.config = config;
      try (var _ = new Scope()) {
        matrix = Scope.own(matrix(config.size(), key));
        vector = Scope.own(RandomTensors.normal(key.fold("vector"), config.size()));
      }
    }

    @Override
    public Optional<Stage> stage(int index) {
      return index == 0
          ? Optional.of(new Stage.Fit("iterate", config.steps(), this::step))
          : Optional.empty();
    }

    private FitStep.Result step(long step, RandomKey key) {
      Tensor next = matrix.mv(vector);
      double length = Ops.doubles(next.norm())[0];
      vector.copy_(Ops.times(next, 1 / length));
      return new FitStep.Result(false, Map.of("eigenvalue", length));
    }

    @Override
    public void state(StateVisitor s) {
      s.tensor("vector", vector);
    }
  }
}
