package everymode.nn;

import everymode.config.Kind;
import everymode.config.Require;
import everymode.error.UsageException;
import everymode.random.RandomKey;
import everymode.tensor.Autograd;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.StateVisitor;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// Mixture normalisation: like [BatchNorm], but about the components of a mixture of Gaussians
/// instead of about one mean.
///
/// The channels at one place of an image, or all units of a layer, are one point. A mixture of K
/// Gaussians gives the posterior `ν_k(x)` of each component, and with weights proportional to it a
/// mean `μ_k` and a variance `s²_k` per channel:
///
/// `y = γ Σ_k ν_k(x)/√λ_k · (x − μ_k)/√(s²_k + ε) + β`
///
/// K = 1 is batch normalisation. With components apart, the variance of a channel is K before γ. In
/// training the mixture is fitted to the batch; evaluation mode has a running mixture, updated by
/// one tenth in each training pass, whose components are matched first.
///
/// *Source:* Kalayeh and Shah, "Training faster by separating modes of variation in
/// batch-normalized models", 2019. When the mixture is fitted, floors, the running mixture and the
/// options are ours.
public final class MixtureNorm implements Layer {

  private static final double MOMENTUM = 0.1;
  private static final double EPS = 1e-5;
  private static final double SEED_AGAIN = 0.01; // shares below which a component starts anew
  private static final int SEEDED_STEPS = 5; // of expectation maximisation after a new start

  /// When the mixture is fitted in training.
  public sealed interface Fit {

    /// Each batch continues from the running mixture; it starts anew only where a component is
    /// almost empty.
    ///
    /// @param steps of expectation maximisation, at least 1
    @Kind("in-network")
    record InNetwork(int steps) implements Fit {

      /// Validates the value.
      public InNetwork {
        Require.atLeast("steps", steps, 1);
      }

      /// The defaults of a recipe that gives only the type.
      ///
      /// @return two steps
      public static InNetwork defaults() {
        return new InNetwork(2);
      }
    }

    /// Each batch starts anew.
    ///
    /// @param steps of expectation maximisation, at least 1
    record Fresh(int steps) implements Fit {

      /// Validates the value.
      public Fresh {
        Require.atLeast("steps", steps, 1);
      }

      /// The defaults of a recipe that gives only the type.
      ///
      /// @return five steps
      public static Fresh defaults() {
        return new Fresh(SEEDED_STEPS);
      }
    }

    /// The mixture starts anew from time to time, and in between its posteriors are kept.
    ///
    /// @param every training passes from one start to the next, at least 1
    record Periodic(long every) implements Fit {

      /// Validates the value.
      public Periodic {
        Require.atLeast("every", every, 1);
      }

      /// The defaults of a recipe that gives only the type.
      ///
      /// @return every 100 passes
      public static Periodic defaults() {
        return new Periodic(100);
      }
    }
  }

  /// How activations are normalised.
  ///
  /// @param components K, 1 to 8
  /// @param fit when the mixture is fitted
  /// @param points that a mixture is fitted to, drawn from the batch if it has more; at least 1
  /// @param soften whether log-densities are divided by the square root of the number of channels,
  ///   without which posteriors of many channels are 0 or 1
  /// @param posteriorGradient whether gradients flow through posteriors, too
  /// @param unitVariance whether γ is initialised about 1/√K instead of 1
  public record Settings(
      int components,
      Fit fit,
      int points,
      boolean soften,
      boolean posteriorGradient,
      boolean unitVariance) {

    private static final int MOST = 8;

    /// Validates the values.
    public Settings {
      Require.that(
          components >= 1 && components <= MOST,
          "components must be from 1 to " + MOST,
          components);
      Require.atLeast("points", points, 1);
    }

    /// The settings that the source suggests, and otherwise ours.
    ///
    /// @return three components, fitted in the network
    public static Settings defaults() {
      return new Settings(3, Fit.InNetwork.defaults(), 4_096, false, false, false);
    }
  }

  private final Settings settings;
  private Tensor weight; // [c]
  private Tensor bias; // [c]
  private Tensor shares; // [k], of the running mixture, as the next two
  private Tensor means; // [k, c]
  private Tensor variances; // [k, c]
  private Tensor passes; // int64 [1], training passes so far

  /// @param channels c
  /// @param init random key of the initial weights
  public MixtureNorm(Settings settings, int channels, RandomKey init) {
    this.settings = settings;
    int k = settings.components();
    double scale = settings.unitVariance() ? 1 / Math.sqrt(k) : 1;
    weight = Init.normal(init, scale, 0.02 * scale, channels);
    bias = Init.constant(0, channels);
    shares = Init.buffer(() -> ChannelMixture.standard(k, channels).shares());
    means = Init.buffer(() -> ChannelMixture.standard(k, channels).means());
    variances = Init.buffer(() -> ChannelMixture.standard(k, channels).variances());
    passes = Init.buffer(() -> Ops.of(0L));
  }

  @Override
  public Tensor apply(Tensor x, ForwardContext pass) {
    if (x.dim() == 2) {
      return normalised(x, pass);
    }
    Tensor last = x.permute(0, 2, 3, 1); // [n, h, w, c]
    Tensor y = normalised(last.reshape(-1, x.size(1)), pass);
    return y.view(last.shape()).permute(0, 3, 1, 2);
  }

  /// @param x `[m, c]`
  private Tensor normalised(Tensor x, ForwardContext pass) {
    ChannelMixture running =
        new ChannelMixture(pass.weight(shares), pass.weight(means), pass.weight(variances));
    Tensor normalised =
        pass.training() ? inTraining(x, running, pass) : inEvaluation(x, running.floored());
    return normalised.mul(pass.weight(weight)).add(pass.weight(bias));
  }

  private Tensor inEvaluation(Tensor x, ChannelMixture running) {
    Tensor centre = running.means().mean(0);
    ChannelMixture mixture = running.shifted(centre.neg());
    Tensor points = x.sub(centre);
    return standardised(
        points, mixture, mixture.posteriors(points, power()), mixture.means(), mixture.variances());
  }

  private Tensor inTraining(Tensor x, ChannelMixture running, ForwardContext pass) {
    long m = x.size(0);
    if (m == 1) {
      throw new UsageException(
          "mixture normalisation needs more than one value per channel; set batchSize to at least"
              + " 2");
    }
    Tensor centre = x.detach().mean(0); // [c]
    Tensor points = x.sub(centre);
    Fitted fitted =
        Autograd.noGrad(() -> fitted(points.detach(), running.shifted(centre.neg()), pass));
    ChannelMixture mixture = fitted.mixture;
    Tensor posteriors =
        settings.posteriorGradient()
            ? mixture.posteriors(points, power())
            : Autograd.noGrad(() -> mixture.posteriors(points, power()));
    Tensor weights = posteriors.div(posteriors.sum(0).clamp_min(new Scalar(1e-12))); // [m, k]
    Tensor mean = weights.t().matmul(points); // [k, c]
    Tensor squares = points.unsqueeze(0).sub(mean.unsqueeze(1)).square(); // [k, m, c]
    Tensor variance = weights.t().unsqueeze(1).matmul(squares).squeeze(1); // [k, c]
    Autograd.noGrad(() -> {
      Tensor unbiased = Ops.times(variance, m / (m - 1.0));
      var batch = new ChannelMixture(posteriors.mean(0), mean, unbiased);
      store(fitted.running.blended(batch, MOMENTUM).shifted(centre), pass);
      return batch;
    });
    return standardised(points, mixture, posteriors, mean, variance);
  }

  private void store(ChannelMixture next, ForwardContext pass) {
    pass.next(shares, next.shares());
    pass.next(means, next.means());
    pass.next(variances, next.variances());
    pass.next(passes, Ops.plus(pass.weight(passes), 1));
  }

  /// `Σ_k ν_k/√λ_k · (x − μ_k)/√(s²_k + ε)` by products of matrices.
  private static Tensor standardised(
      Tensor x, ChannelMixture mixture, Tensor posteriors, Tensor mean, Tensor variance) {
    Tensor factors = posteriors.mul(mixture.shares().rsqrt()); // [m, k]
    Tensor scale = Ops.plus(variance, EPS).rsqrt(); // [k, c]
    return x.mul(factors.matmul(scale)).sub(factors.matmul(mean.mul(scale)));
  }

  private double power() {
    return settings.soften() ? 1 / Math.sqrt((double) weight.size(0)) : 1;
  }

  /// The mixture whose posteriors a training pass uses, and the running mixture before its update.
  private record Fitted(ChannelMixture mixture, ChannelMixture running) {}

  /// @param points `[m, c]`, centred
  /// @param running about the same centre
  private Fitted fitted(Tensor points, ChannelMixture running, ForwardContext pass) {
    long number = Ops.longs(pass.weight(passes))[0];
    RandomKey key = pass.key();
    return switch (settings.fit()) {
      case Fit.Fresh fresh -> {
        ChannelMixture anew = anew(points, fresh.steps(), running, key);
        yield new Fitted(anew, number == 0 ? anew : running);
      }
      case Fit.InNetwork inNetwork -> {
        ChannelMixture next = running.floored().fitted(drawn(points, key), inNetwork.steps());
        boolean seed = number == 0 || next.shares().min().item_float() < SEED_AGAIN;
        ChannelMixture mixture = seed ? anew(points, SEEDED_STEPS, running, key) : next;
        yield new Fitted(mixture, number == 0 ? mixture : running);
      }
      case Fit.Periodic periodic -> {
        boolean due = number % periodic.every() == 0;
        ChannelMixture mixture = due ? anew(points, SEEDED_STEPS, running, key) : running.floored();
        yield new Fitted(mixture, due ? mixture : running);
      }
    };
  }

  /// A mixture that is fitted from new seeds, with its components in the order of the running one.
  private ChannelMixture anew(Tensor points, int steps, ChannelMixture running, RandomKey key) {
    Tensor drawn = drawn(points, key);
    ChannelMixture mixture =
        ChannelMixture.seeded(drawn, settings.components(), key.fold("seeds")).fitted(drawn, steps);
    return mixture.ordered(mixture.orderLike(running));
  }

  private Tensor drawn(Tensor points, RandomKey key) {
    long m = points.size(0);
    int most = settings.points();
    return m <= most
        ? points
        : Ops.rows(points, RandomTensors.integers(key.fold("points"), m, most));
  }

  @Override
  public List<Tensor> parameters() {
    return List.of(weight, bias);
  }

  @Override
  public void state(StateVisitor s) {
    weight = s.tensor("weight", weight);
    bias = s.tensor("bias", bias);
    shares = s.tensor("shares", shares);
    means = s.tensor("means", means);
    variances = s.tensor("variances", variances);
    passes = s.tensor("passes", passes);
  }
}
