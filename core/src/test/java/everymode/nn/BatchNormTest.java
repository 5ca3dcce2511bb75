package everymode.nn;

import static everymode.Check.near;
import static org.assertj.core.api.Assertions.assertThat;

import everymode.random.RandomKey;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.StateSnapshot;
import everymode.train.Optimizer;
import everymode.train.Player;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

final class BatchNormTest {

  private static final int N = 5;
  private static final int C = 3;
  private static final Tensor X =
      Ops.plus(Ops.times(RandomTensors.normal(new RandomKey(3), N, C), 2), 1);

  private final BatchNorm norm = new BatchNorm(C, new RandomKey(1));
  private final Player player = new Player(norm, new Optimizer.Sgd(0.1, 0), 0);

  private Tensor buffer(String name) {
    return Objects.requireNonNull(StateSnapshot.of(norm).get(name));
  }

  /// Mean, biased and unbiased variance of each channel.
  private static double[][] moments() {
    double[] x = Ops.doubles(X);
    double[][] moments = new double[3][C];
    for (int c = 0; c < C; c++) {
      for (int n = 0; n < N; n++) {
        moments[0][c] += x[n * C + c] / N;
      }
      for (int n = 0; n < N; n++) {
        double d = x[n * C + c] - moments[0][c];
        moments[1][c] += d * d / N;
        moments[2][c] += d * d / (N - 1);
      }
    }
    return moments;
  }

  private double[] normed(double[] mean, double[] variance) {
    double[] x = Ops.doubles(X);
    double[] weight = Ops.doubles(buffer("weight").detach());
    double[] bias = Ops.doubles(buffer("bias").detach());
    double[] y = new double[x.length];
    for (int i = 0; i < y.length; i++) {
      int c = i % C;
      y[i] = weight[c] * (x[i] - mean[c]) / Math.sqrt(variance[c] + 1e-5) + bias[c];
    }
    return y;
  }

  @Test
  void training_uses_the_moments_of_the_batch() {
    buffer("bias").detach().copy_(Ops.of(new float[] {1, 2, 3}, C));
    double[][] moments = moments();
    near(
        norm.apply(X, ForwardContext.training(new RandomKey(1))),
        1e-5,
        normed(moments[0], moments[1]));
  }

  @Test
  void evaluation_uses_the_running_moments() {
    buffer("mean").copy_(Ops.of(new float[] {1, 2, 3}, C));
    buffer("variance").copy_(Ops.of(new float[] {4, 5, 6}, C));
    double[] expected = normed(new double[] {1, 2, 3}, new double[] {4, 5, 6});
    ForwardContext pass = ForwardContext.evaluation();
    near(norm.apply(X, pass), 1e-5, expected);
    assertThat(pass.next()).isEmpty();
  }

  @Test
  void a_forward_pass_changes_nothing_until_its_player_commits_it() {
    ForwardContext pass = ForwardContext.training(new RandomKey(1));
    norm.apply(X, pass);
    near(buffer("mean"), 0, 0, 0, 0);
    near(buffer("variance"), 0, 1, 1, 1);
    player.commit(pass);
    double[][] moments = moments();
    for (int c = 0; c < C; c++) {
      moments[0][c] *= 0.1;
      moments[2][c] = 0.9 + 0.1 * moments[2][c];
    }
    near(buffer("mean"), 1e-6, moments[0]);
    near(buffer("variance"), 1e-6, moments[2]); // running statistics use the unbiased variance
  }

  @Test
  void the_forward_pass_of_another_player_changes_nothing() {
    Player other = new Player(new BatchNorm(C, new RandomKey(2)), new Optimizer.Sgd(0.1, 0), 0);
    ForwardContext pass = ForwardContext.training(new RandomKey(1));
    norm.apply(X, pass);
    other.commit(pass);
    near(buffer("mean"), 0, 0, 0, 0);
    near(buffer("variance"), 0, 1, 1, 1);
  }

  @Test
  void applied_twice_in_a_forward_pass_the_running_moments_are_updated_twice() {
    ForwardContext pass = ForwardContext.training(new RandomKey(1));
    norm.apply(X, pass);
    norm.apply(X, pass);
    player.commit(pass);
    double[][] moments = moments();
    for (int c = 0; c < C; c++) {
      moments[0][c] *= 0.19;
      moments[2][c] = 0.81 + 0.19 * moments[2][c];
    }
    near(buffer("mean"), 1e-6, moments[0]);
    near(buffer("variance"), 1e-6, moments[2]);
  }

  @Test
  void images_are_normalised_per_channel() {
    Tensor x = RandomTensors.normal(new RandomKey(4), 2, C, 4, 4);
    Tensor y = norm.apply(Ops.plus(Ops.times(x, 7), 5), ForwardContext.training(new RandomKey(1)));
    double[] weight = Ops.doubles(buffer("weight").detach());
    near(y.mean(0, 2, 3), 1e-5, 0, 0, 0);
    double[] squares = new double[C];
    for (int c = 0; c < C; c++) {
      squares[c] = weight[c] * weight[c];
    }
    near(y.square().mean(0, 2, 3), 1e-4, squares);
  }

  @Test
  void averaged_moments_can_be_substituted() {
    ForwardContext pass =
        ForwardContext.evaluation()
            .replacing(
                Map.of(
                    buffer("mean"), Ops.of(new float[] {1, 1, 1}, C),
                    buffer("variance"), Ops.of(new float[] {4, 4, 4}, C)));
    near(norm.apply(X, pass), 1e-5, normed(new double[] {1, 1, 1}, new double[] {4, 4, 4}));
  }
}
