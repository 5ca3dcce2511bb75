package everymode.sample;

import java.util.Collections;
import java.util.List;
import java.util.Locale;

/// Covariance scales and weights of the components of a mixture, changed after training without
/// changing any network.
///
/// *Source:* Ben-Yosef and Weinshall, "Gaussian mixture generative adversarial networks", 2018, for
/// one factor for all covariances. *Ours:* a factor and a weight per component.
///
/// @param covarianceScale factor s_k of the covariance of each component, at least 0: below 1 for
///   better and more uniform samples, above for more varied ones
/// @param weight relative frequency of each component, at least 0, not all 0; need not sum to 1
public record MixtureAdjustment(List<Double> covarianceScale, List<Double> weight) {

  /// Validates the values.
  public MixtureAdjustment {
    covarianceScale = List.copyOf(covarianceScale);
    weight = List.copyOf(weight);
    if (covarianceScale.size() != weight.size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "covarianceScale must have a number for each of the %d components, but has %d",
              weight.size(),
              covarianceScale.size()));
    }
    covarianceScale.forEach(s -> check("covarianceScale", s));
    weight.forEach(w -> check("weight", w));
    if (weight.stream().allMatch(w -> w == 0)) {
      throw new IllegalArgumentException("weight must be above 0 for some component");
    }
  }

  private static void check(String name, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(name + " must be at least 0, but is " + value);
    }
  }

  /// No adjustment: the distribution used in training.
  ///
  /// @return factors of 1, equal weights
  public static MixtureAdjustment none(int components) {
    return all(components, 1);
  }

  /// The same factor for all components.
  ///
  /// @param scale the factor of every covariance
  /// @return equal weights
  public static MixtureAdjustment all(int components, double scale) {
    return new MixtureAdjustment(
        Collections.nCopies(components, scale), Collections.nCopies(components, 1.0));
  }

  /// The number of components.
  ///
  /// @return at least 1
  public int components() {
    return weight.size();
  }

  /// Whether all components have equal weights, as in training.
  public boolean equal() {
    return weight.stream().distinct().count() == 1;
  }

  /// Whether all covariances are those of training.
  public boolean plain() {
    return covarianceScale.stream().allMatch(s -> s == 1);
  }
}
