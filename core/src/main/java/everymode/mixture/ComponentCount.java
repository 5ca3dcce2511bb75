package everymode.mixture;

import everymode.random.RandomKey;
import java.util.Arrays;
import java.util.Optional;

/// How well a number of components fits, by a Gaussian mixture of repeated measures.
///
/// With L the log-likelihood, p the number of parameters and N the number of rows, the criteria are
/// `AIC = L − p`, `BIC = L − p ln N / 2`, `CAIC = L − p (ln N + 1) / 2` and `ICL = BIC − Σᵢ Hᵢ`,
/// where Hᵢ is the entropy of the posteriors of row i; the largest value is best.
///
/// *Differences:* the scripts released with the paper take the number of columns for N, count no
/// deviations among the parameters, and use the entropy of the weights, `−Σⱼ λⱼ ln λⱼ`; [#RELEASED]
/// reproduces these.
public enum ComponentCount {
  /// N rows, 3m − 1 parameters, the entropy of the posteriors.
  CORRECTED,
  /// As in the released scripts.
  RELEASED;

  private static final int ITERATIONS = 500;
  private static final double TOLERANCE = 1e-2;

  /// A criterion.
  public enum Criterion {
    AIC,
    BIC,
    CAIC,
    ICL
  }

  /// The value of a criterion.
  ///
  /// @param m components
  /// @return empty if no fit was regular
  public Optional<Double> value(Criterion criterion, Profiles rows, int m, RandomKey key) {
    return RepeatedGaussianMixture.fit(rows, m, ITERATIONS, TOLERANCE, key)
        .map(fit -> value(criterion, fit, rows));
  }

  private double value(Criterion criterion, Em.Fit<RepeatedGaussianMixture> fit, Profiles rows) {
    double size = Math.log(this == CORRECTED ? rows.n() : rows.r());
    double parameters = parameters(fit.mixture().components());
    double bic = fit.logLikelihood() - parameters * size / 2;
    return switch (criterion) {
      case AIC -> fit.logLikelihood() - parameters;
      case BIC -> bic;
      case CAIC -> bic - parameters / 2;
      case ICL -> bic - entropy(fit);
    };
  }

  private double parameters(int m) {
    return this == CORRECTED || m == 1 ? 3.0 * m - 1 : 2.0 * m - 1;
  }

  private double entropy(Em.Fit<RepeatedGaussianMixture> fit) {
    return this == CORRECTED
        ? fit.posteriors().entropy()
        : Arrays.stream(fit.mixture().weights()).map(p -> p > 0 ? p * Math.log(p) : 0).sum();
  }
}
