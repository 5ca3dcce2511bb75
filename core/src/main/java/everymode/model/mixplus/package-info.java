/// MIX+GAN: a mixture of generators against a mixture of discriminators.
///
/// A game of two networks need not have an equilibrium; with mixtures of enough networks on both
/// sides there is an approximate one. With generators G_i, discriminators D_j and mixture weights
/// w^u = softmax(a) and w^v = softmax(b), discriminators and b minimise the first expression,
/// generators and a the second:
///
/// ```
/// Σ_ij w^u_i w^v_j c(D_j(x), D_j(G_i)) + λ R(w^v)
/// Σ_ij w^u_i w^v_j g(D_j(G_i)) + λ R(w^u),    R(w) = −(1/T) Σ_i ln w_i
/// ```
///
/// where c and g are the losses of the standard game. R has its minimum, ln T, at equal weights,
/// and diverges when one of them vanishes.
///
/// *Source:* Arora, Ge, Liang, Ma and Zhang, "Generalization and Equilibrium in Generative
/// Adversarial Nets (GANs)", ICML 2017.
///
/// *Differences from the paper:* the loss is configurable and by default not zero-sum; each
/// generator has its own latents, whereas the authors' program uses the same latents for all.
/// Networks and numbers of steps are those of `gan`.
@NullMarked
package everymode.model.mixplus;

import org.jspecify.annotations.NullMarked;
