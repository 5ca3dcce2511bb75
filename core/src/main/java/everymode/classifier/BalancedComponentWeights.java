package everymode.classifier;

import everymode.data.Dataset;
import everymode.error.UsageException;
import everymode.metric.feature.FeatureExtractor;
import everymode.random.RandomKey;
import everymode.sample.Sampler;
import everymode.tensor.Autograd;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;

/// Weights for the components of a mixture with which its classes come as often as in the data.
///
/// With Q(c | k) the share of class c among samples of component k, as a judge sees them, and p the
/// shares of the data, the weights w maximise `Σ_c p_c ln Σ_k w_k Q(c | k)`: the likelihood of the
/// data's classes. It is a concave programme, and the steps of expectation and maximisation, `w_k ←
/// w_k Σ_c p_c Q(c | k) / Σ_j w_j Q(c | j)`, climb it from equal weights.
///
/// *Ours.* *Pitfalls:* a class that no component makes stays missing; a component that makes two
/// classes ties them together; the judge's mistakes count as classes.
public final class BalancedComponentWeights {

  private static final int SAMPLES = 500;
  private static final int STEPS = 500;
  private static final double FLOOR = 1e-12;

  private BalancedComponentWeights() {}

  /// The weights.
  ///
  /// @param data whose classes are to be met
  /// @param sampler a mixture
  /// @param extractor knows the classes of the data
  /// @param key decides the samples that are looked at
  /// @return a weight for each component, with sum 1
  /// @throws UsageException when the judge does not know the classes of the data
  public static List<Double> weights(
      Dataset data, Sampler.ComponentSampler sampler, FeatureExtractor extractor, RandomKey key) {
    if (data.train().label() == null || data.classes().size() != extractor.classes().size()) {
      throw new UsageException(
          "%s tells %d classes apart, but '%s' has %d; choose a judge of these data"
              .formatted(
                  extractor.id(), extractor.classes().size(), data.name(), data.classes().size()));
    }
    double[][] share = new double[sampler.components()][extractor.classes().size()];
    for (int k = 0; k < share.length; k++) {
      try (var _ = new Scope()) {
        Tensor x = sampler.component(k).sample(SAMPLES, key.fold(k));
        Tensor logits =
            Objects.requireNonNull(
                Autograd.noGrad(() -> extractor.extract(x).logits()), "no classes");
        for (long c : Ops.longs(Ops.argmax(logits))) {
          share[k][(int) c] += 1.0 / SAMPLES;
        }
      }
    }
    return climb(share, shares(data, extractor.classes().size()));
  }

  private static double[] shares(Dataset data, int classes) {
    double[] share = new double[classes];
    try (var _ = new Scope()) {
      long[] label = Ops.longs(Objects.requireNonNull(data.train().label(), "no classes"));
      for (long c : label) {
        share[(int) c] += 1.0 / label.length;
      }
    }
    return share;
  }

  /// Climbs from equal weights.
  ///
  /// @param share Q, `[components][classes]`
  /// @param wanted p, `[classes]`
  static List<Double> climb(double[][] share, double[] wanted) {
    double[] weight = new double[share.length];
    Arrays.fill(weight, 1.0 / share.length);
    for (int step = 0; step < STEPS; step++) {
      double[] mixed = new double[wanted.length];
      for (int k = 0; k < weight.length; k++) {
        for (int c = 0; c < wanted.length; c++) {
          mixed[c] += weight[k] * share[k][c];
        }
      }
      double sum = 0;
      for (int k = 0; k < weight.length; k++) {
        double factor = 0;
        for (int c = 0; c < wanted.length; c++) {
          factor += mixed[c] > FLOOR ? wanted[c] * share[k][c] / mixed[c] : 0;
        }
        weight[k] *= factor;
        sum += weight[k];
      }
      for (int k = 0; k < weight.length; k++) {
        weight[k] /= sum; // classes that nobody makes leave it below 1
      }
    }
    return Arrays.stream(weight).boxed().toList();
  }
}
