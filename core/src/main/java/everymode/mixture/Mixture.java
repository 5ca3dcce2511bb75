package everymode.mixture;

/// A fitted mixture.
public interface Mixture {

  /// The number of components.
  int components();

  /// The weights of the components, with the sum 1.
  double[] weights();

  /// Probabilities of the components given each row.
  Posteriors posteriors(Profiles rows);
}
