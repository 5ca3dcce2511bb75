package everymode.train;

import everymode.data.Dataset;
import everymode.random.RandomKey;
import everymode.sample.Density;
import everymode.sample.Sampler;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import everymode.tensor.StateVisitor;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/// A Gaussian with learned mean and covariance 1: a family with a density.
public final class FittedGaussian implements Family<FittedGaussian.Config> {

  /// The number of gradient steps.
  public record Config(long steps, double learningRate) {}

  @Override
  public String name() {
    return "fitted-gaussian";
  }

  @Override
  public String summary() {
    return "a Gaussian whose mean is learned";
  }

  @Override
  public Config defaults(DefaultsContext context) {
    return new Config(30, 0.2);
  }

  @Override
  public Model build(BuildContext<Config> context) {
    return new Fitted(context.config(), context.data());
  }

  private static final class Fitted implements Model, Density {
    private final Config config;
    private final Dataset data;
    private final Tensor mean; // [d] in data units

    Fitted(Config config, Dataset data) {
      this.config = config;
      this.data = data;
      try (var _ = new Scope()) {
        mean = Scope.own(Ops.zeros(data.domain().shape()).flatten());
      }
    }

    @Override
    public Optional<Stage> stage(int index) {
      return index == 0
          ? Optional.of(new Stage.Fit("ascend", config.steps(), this::step))
          : Optional.empty();
    }

    /// A gradient step on the mean log-likelihood, whose gradient is the mean of x − μ.
    private FitStep.Result step(long step, RandomKey key) {
      Tensor x = Ops.flat(data.domain().units(data.train().all())); // [n, d]
      Tensor gradient = x.sub(mean).mean(0);
      mean.add_(Ops.times(gradient, config.learningRate()));
      return new FitStep.Result(false, Map.of("log-likelihood", Ops.doubles(logProb(x).mean())[0]));
    }

    @Override
    public Tensor logProb(Tensor x) {
      Tensor squared = Ops.flat(x).sub(mean).square().sum(1); // [n]
      double half = mean.numel() / 2.0 * Math.log(2 * Math.PI);
      return Ops.toDouble(Ops.plus(Ops.times(squared, -0.5), -half));
    }

    @Override
    public Optional<Sampler> sampler() {
      return Optional.of(
          Sampler.blocks(
              (n, key) -> RandomTensors.normal(key, n, mean.numel()).add(mean).reshape(shape(n))));
    }

    private long[] shape(int n) {
      long[] one = data.domain().shape();
      long[] all = new long[one.length + 1];
      all[0] = n;
      System.arraycopy(one, 0, all, 1, one.length);
      return all;
    }

    @Override
    public void state(StateVisitor s) {
      s.tensor("mean", mean);
    }
  }
}
