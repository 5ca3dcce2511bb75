package everymode.model.gmgan;

import everymode.config.Require;
import everymode.model.gan.GanModel;
import everymode.prior.GaussianMixturePrior;
import everymode.random.RandomKey;
import everymode.sample.MixtureAdjustment;
import everymode.sample.Sampler;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// Samples of a supervised mixture: each Gaussian represents a class.
final class ClassSampler extends GaussianSampler implements Sampler.ConditionalSampler {

  private final int classes;

  /// @param classes number of classes; Gaussian k represents class k mod classes
  ClassSampler(
      GanModel game, GaussianMixturePrior prior, MixtureAdjustment adjustment, int classes) {
    super(game, prior, adjustment);
    this.classes = classes;
  }

  @Override
  public Tensor classesOf(int n, RandomKey key) {
    return componentsOf(n, key).remainder(new Scalar(classes));
  }

  /// Samples among the Gaussians that represent the class.
  @Override
  public Sampler forClass(int label) {
    List<Double> weight =
        IntStream.range(0, prior.components())
            .mapToObj(k -> k % classes == label ? adjustment.weight().get(k) : 0.0)
            .toList();
    Require.that(
        Collections.max(weight) > 0,
        String.format(
            Locale.ROOT,
            "no Gaussian of class %d has a weight above 0; raise one of its weights",
            label));
    return new GaussianSampler(
        game, prior, new MixtureAdjustment(adjustment.covarianceScale(), weight));
  }

  @Override
  public Sampler.AdjustableSampler adjusted(MixtureAdjustment other) {
    check(other);
    return new ClassSampler(game, prior, other, classes);
  }
}
