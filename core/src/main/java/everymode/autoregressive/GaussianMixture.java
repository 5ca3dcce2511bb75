package everymode.autoregressive;

import everymode.config.Kind;
import everymode.config.Require;
import everymode.random.RandomKey;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import org.bytedeco.pytorch.Tensor;

/// A mixture of normal distributions, for sites of one value that is no level.
///
/// @param components at least 1
@Kind("gaussian-mixture")
public record GaussianMixture(int components) implements Conditional {

  private static final double MOST = 2; // standard deviations that components begin within
  private static final double LOG_ROOT_TWO_PI = 0.5 * Math.log(2 * Math.PI);

  /// Validates the value.
  public GaussianMixture {
    Require.atLeast("components", components, 1);
  }

  /// Ten components.
  public static GaussianMixture defaults() {
    return new GaussianMixture(10);
  }

  /// Initial parameters of a site whose values have mean 0 and standard deviation 1: components
  /// side by side, so that they do not have to part first.
  float[] spread() {
    float[] all = new float[3 * components];
    for (int k = 0; k < components; k++) {
      all[components + k] = (float) (MOST * (2 * (k + 0.5) / components - 1));
      all[2 * components + k] = (float) Math.log(MOST / components);
    }
    return all;
  }

  @Override
  public int parameters(int channels) {
    return Mixture.parameters(components, channels);
  }

  @Override
  public boolean perChannel() {
    return false;
  }

  @Override
  public double step() {
    return 0;
  }

  @Override
  public Tensor quantised(Tensor x) {
    return x;
  }

  @Override
  public Tensor logProb(Tensor x, Tensor parameters) {
    Mixture mixture = Mixture.of(parameters, components, 1);
    Tensor z = x.unsqueeze(3).sub(mixture.mean()).mul(mixture.inverseScale());
    Tensor each = Ops.plus(Ops.times(z.square(), -0.5).sub(mixture.logScale()), -LOG_ROOT_TWO_PI);
    return mixture.logWeight().add(each).logsumexp(3); // [n, sites, channels]
  }

  @Override
  public Tensor mean(Tensor x, Tensor parameters) {
    Mixture mixture = Mixture.of(parameters, components, 1);
    return mixture.logWeight().exp().mul(mixture.mean()).sum(3);
  }

  @Override
  public Tensor draw(Tensor x, Tensor parameters, int channel, RandomKey key) {
    Mixture one = Mixture.of(parameters.unsqueeze(1), components, 1).chosen(key);
    Tensor noise = RandomTensors.normal(key.fold("noise"), x.size(0));
    return one.mean().view(-1).add(one.logScale().exp().view(-1).mul(noise));
  }
}
