package everymode.mixture;

import java.util.function.Function;

/// Expectation and maximisation in turn.
final class Em {

  private Em() {}

  /// A fit.
  ///
  /// @param mixture the last
  /// @param posteriors of the rows under it
  /// @param logLikelihood of the rows under it
  /// @param iterations done
  record Fit<M extends Mixture>(
      M mixture, Posteriors posteriors, double logLikelihood, int iterations) {}

  /// Runs until the log-likelihood rises by less than a tolerance.
  ///
  /// @param start the first mixture
  /// @param expect posteriors and log-likelihood under a mixture
  /// @param maximise the mixture for posteriors
  /// @param most iterations
  static <M extends Mixture> Fit<M> run(
      M start,
      Function<M, Posteriors.Normalised> expect,
      Function<Posteriors, M> maximise,
      int most,
      double tolerance) {
    M mixture = start;
    Posteriors.Normalised now = expect.apply(mixture);
    double before = now.total();
    int t = 0;
    while (t < most) {
      t++;
      mixture = maximise.apply(now.posteriors());
      now = expect.apply(mixture);
      double gain = now.total() - before;
      before = now.total();
      if (!(Math.abs(gain) >= tolerance)) {
        break;
      }
    }
    return new Fit<>(mixture, now.posteriors(), before, t);
  }
}
