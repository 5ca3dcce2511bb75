package everymode.sample;

import java.util.Collections;
import java.util.List;

/// How the components of a mixture are widened and weighted after training, without a new weight of
/// any network.
///
/// *Source:* Ben-Yosef and Weinshall, "Gaussian mixture generative adversarial networks", 2018, for
/// one factor before all covariances. *Ours:* factors and weights of each component.
///
/// @param covarianceScale s_k before the covariance of each component, at least 0: below 1 for
///   better and more uniform samples, above for more varied ones
/// @param weight how often each component is drawn, at least 0, not all 0; they need not sum to 1
public record MixtureAdjustment(List<Double> covarianceScale, List<Double> weight) {

  /// Checks the numbers.
  public MixtureAdjustment {
    covarianceScale = List.copyOf(covarianceScale);
    weight = List.copyOf(weight);
    if (covarianceScale.size() != weight.size()) {
      throw new IllegalArgumentException(
          "covarianceScale must have a number for each of the %d components, but has %d"
              .formatted(weight.size(), covarianceScale.size()));
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

  /// The law of training.
  ///
  /// @param components how many there are
  /// @return factors of 1, equal weights
  public static MixtureAdjustment none(int components) {
    return all(components, 1);
  }

  /// One factor for all components.
  ///
  /// @param components how many there are
  /// @param spread the factor before every covariance
  /// @return equal weights
  public static MixtureAdjustment all(int components, double spread) {
    return new MixtureAdjustment(
        Collections.nCopies(components, spread), Collections.nCopies(components, 1.0));
  }

  /// How many components are steered.
  ///
  /// @return at least 1
  public int components() {
    return weight.size();
  }

  /// Whether all components are equally frequent.
  ///
  /// @return true for the law of training
  public boolean equal() {
    return weight.stream().distinct().count() == 1;
  }

  /// Whether all covariances are those of training.
  ///
  /// @return true for the law of training
  public boolean plain() {
    return covarianceScale.stream().allMatch(s -> s == 1);
  }
}
