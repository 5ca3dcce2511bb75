/// Mixtures of profiles as families: `npmsl`, `npem` and `repeated-gaussian`.
///
/// A row is a profile `x ∈ ℝʳ`, such as the expression of a gene in r samples, with the density
/// `g(x) = Σⱼ λⱼ Πₖ f_{j,b(k)}(x_k)`. `npmsl` maximises the smoothed log-likelihood `Σᵢ ln Σⱼ λⱼ (N
/// fⱼ)(xᵢ)` over densities of any form, where N smooths the logarithm of a density; see
/// `everymode.mixture`.
///
/// *Source:* Lozano, Atallah and Levine, "Nonparametric clustering of RNA-sequencing data", arXiv
/// 2209.11705; Levine, Hunter and Chauveau, "Maximum smoothed likelihood for multivariate
/// mixtures", Biometrika 98, 2011.
///
/// *Differences from the paper:* posteriors are computed in logarithms; bandwidths have a least
/// value; a component without rows keeps its densities; the number of components is chosen by
/// criteria that count rows and all parameters, unless `choice.counting` is `released`. `npem`
/// reads densities between the points of the grid in the place of a sum over all rows.
@NullMarked
package everymode.model.npmsl;

import org.jspecify.annotations.NullMarked;
