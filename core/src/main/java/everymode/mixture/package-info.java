/// Mixtures of profiles: rows whose coordinates are independent given the component, in double
/// precision.
///
/// A profile `x ∈ ℝʳ` has the density `g(x) = Σⱼ λⱼ Πₖ f_{j,b(k)}(x_k)`: coordinates of one block
/// `b(k)` share one univariate density per component, which need not have any form.
///
/// *Source:* Levine, Hunter and Chauveau, "Maximum smoothed likelihood for multivariate mixtures",
/// Biometrika 98, 2011; Lozano, Atallah and Levine, "Nonparametric clustering of RNA-sequencing
/// data", arXiv 2209.11705; Benaglia, Chauveau and Hunter, "Bandwidth selection in an EM-like
/// algorithm for nonparametric multivariate mixtures", 2011.
@NullMarked
package everymode.mixture;

import org.jspecify.annotations.NullMarked;
