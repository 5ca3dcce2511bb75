package everymode.classifier;

import everymode.data.Dataset;
import everymode.error.UsageException;
import everymode.metric.feature.FeatureExtractor;
import everymode.random.RandomKey;
import everymode.sample.Sampler;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.bytedeco.pytorch.Tensor;

/// Component weights of a mixture under which its classes are as frequent as in the data.
///
/// Let Q(c | k) be the share of samples of component k that a classifier assigns to class c, and p
/// the class shares of the data. The weights w maximise `Σ_c p_c ln Σ_k w_k Q(c | k)`, the
/// likelihood of the data's classes. The problem is concave and is solved by expectation
/// maximisation from equal weights, `w_k ← w_k Σ_c p_c Q(c | k) / Σ_j w_j Q(c | j)`.
///
/// *Source:* our own. *Pitfalls:* a class that no component generates stays missing; a component
/// that generates two classes couples their shares; classification errors count as classes.
public final class BalancedComponentWeights {

  private static final int SAMPLES = 500;
  private static final int STEPS = 500;
  private static final double FLOOR = 1e-12;

  private BalancedComponentWeights() {}

  /// Computes the weights.
  ///
  /// @param data labelled data whose class shares are matched
  /// @param sampler a mixture
  /// @param extractor a classifier of the data's classes
  /// @param key random key of the samples that are classified
  /// @return a weight for each component, with sum 1
  /// @throws UsageException when the classifier has other classes than the data
  public static List<Double> weights(
      Dataset data, Sampler.ComponentSampler sampler, FeatureExtractor extractor, RandomKey key) {
    int classes = extractor.classes().size();
    if (data.train().label() == null || data.classes().size() != classes) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "%s distinguishes %d classes, but '%s' has %d; choose a classifier of these data",
              extractor.id(),
              classes,
              data.name(),
              data.classes().size()));
    }
    double[][] share = new double[sampler.components()][classes];
    for (int k = 0; k < share.length; k++) {
      try (var _ = new Scope()) {
        Tensor x = sampler.component(k).sample(SAMPLES, key.fold(k));
        for (long c : Ops.longs(Ops.argmax(extractor.logits(x)))) {
          share[k][(int) c] += 1.0 / SAMPLES;
        }
      }
    }
    return climb(share, shares(data, classes));
  }

  private static double[] shares(Dataset data, int classes) {
    double[] share = new double[classes];
    long[] label = data.train().labels();
    for (long c : label) {
      share[(int) c] += 1.0 / label.length;
    }
    return share;
  }

  /// Runs expectation maximisation from equal weights.
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
        weight[k] /= sum; // classes that no component generates leave it below 1
      }
    }
    return Arrays.stream(weight).boxed().toList();
  }
}
