package everymode.autoregressive;

import everymode.config.Kind;
import everymode.config.Require;
import everymode.random.RandomKey;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// A mixture of logistic distributions over 256 levels: a level has the probability of the interval
/// around it, black and white that of all below and above. Green depends on red, and blue on both,
/// through their means: a straight line for each component.
///
/// *Source:* Salimans, Karpathy, Chen and Kingma, "PixelCNN++", ICLR 2017.
///
/// @param components at least 1
@Kind("logistic-mixture")
public record LogisticMixture(int components) implements Conditional {

  private static final int LEVELS = 256;
  private static final double HALF = Quantisation.step(LEVELS) / 2;
  private static final double EDGE = 0.999;

  /// Validates the value.
  public LogisticMixture {
    Require.atLeast("components", components, 1);
  }

  /// Ten components, as in the source.
  public static LogisticMixture defaults() {
    return new LogisticMixture(10);
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
    return 2 * HALF;
  }

  @Override
  public Tensor quantised(Tensor x) {
    return Quantisation.straightThrough(x, LEVELS);
  }

  /// Means given the channels before.
  ///
  /// @param x `[n, sites, channels]`
  /// @return `[n, sites, channels, K]`
  private static Tensor means(Mixture mixture, Tensor x) {
    Tensor mean = mixture.mean();
    Tensor[] given = new Tensor[(int) mean.size(2)];
    int pair = 0;
    for (int channel = 0; channel < given.length; channel++) {
      Tensor own = mean.select(2, channel);
      for (int before = 0; before < channel; before++) {
        own =
            own.add(mixture.coefficient().select(2, pair++).mul(x.select(2, before).unsqueeze(2)));
      }
      given[channel] = own.unsqueeze(2);
    }
    return Ops.concat(2, given);
  }

  @Override
  public Tensor logProb(Tensor x, Tensor parameters) {
    Mixture mixture = Mixture.of(parameters, components, (int) x.size(2));
    Tensor y = x.unsqueeze(3); // [n, sites, channels, 1]
    Tensor inverse = mixture.inverseScale(); // [n, sites, channels, K]
    Tensor centred = y.sub(means(mixture, x));
    Tensor above = Ops.plus(centred, HALF).mul(inverse);
    Tensor below = Ops.plus(centred, -HALF).mul(inverse);
    // ln(σ(a) − σ(b)) = ln σ(a) + ln σ(−b) + ln(1 − exp(b − a)), exact where both are close
    Tensor width = Ops.times(inverse, -2 * HALF).expm1().neg().log();
    Tensor black = Ops.softplus(above.neg()).neg();
    Tensor white = Ops.softplus(below).neg();
    Tensor inside = black.add(white).add(width);
    Tensor each = black.where(y.lt(new Scalar(-EDGE)), white.where(y.gt(new Scalar(EDGE)), inside));
    Tensor joint = mixture.logWeight().add(each.cumsum(2)).logsumexp(3); // [n, sites, channels]
    Tensor before = joint.narrow(2, 0, x.size(2) - 1);
    Tensor first = Ops.zerosLike(joint.narrow(2, 0, 1)); // the weights sum to 1
    return joint.sub(Ops.concat(2, first, before));
  }

  /// Without the change of the components' weights by the channels before.
  @Override
  public Tensor mean(Tensor x, Tensor parameters) {
    Mixture mixture = Mixture.of(parameters, components, (int) x.size(2));
    return mixture
        .logWeight()
        .exp()
        .mul(means(mixture, x))
        .sum(3)
        .clamp_min(new Scalar(-1))
        .clamp_max(new Scalar(1));
  }

  @Override
  public Tensor draw(Tensor x, Tensor parameters, int channel, RandomKey key) {
    int channels = (int) x.size(1);
    Mixture one = Mixture.of(parameters.unsqueeze(1), components, channels).chosen(key);
    Tensor mean = means(one, x.unsqueeze(1)).select(2, channel).view(-1); // [n]
    Tensor scale = one.logScale().select(2, channel).view(-1).exp();
    Tensor u =
        Ops.plus(
            Ops.times(RandomTensors.uniform(key.fold("noise").fold(channel), x.size(0)), 1 - 2e-5),
            1e-5);
    Tensor noise = u.log().sub(Ops.plus(u.neg(), 1).log());
    return Quantisation.nearest(mean.add(scale.mul(noise)), LEVELS);
  }
}
