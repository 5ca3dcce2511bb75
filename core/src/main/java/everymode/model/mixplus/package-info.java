/// MIX+GAN: a mixture of generators against a mixture of critics.
///
/// A game of two networks need not have an equilibrium; with mixtures of enough networks on both
/// sides there is nearly one. With generators G_i, critics D_j and their weights w^u = softmax(a)
/// and w^v = softmax(b), critics and b descend on the first, generators and a on the second of
///
/// ```
/// Σ_ij w^u_i w^v_j c(D_j(x), D_j(G_i)) + λ R(w^v)
/// Σ_ij w^u_i w^v_j g(D_j(G_i)) + λ R(w^u),    R(w) = −(1/T) Σ_i ln w_i
/// ```
///
/// where c and g are the losses of a plain game. R is least, ln T, at equal weights, and grows
/// without bound when one of them vanishes.
///
/// *Source:* Arora, Ge, Liang, Ma and Zhang, "Generalization and Equilibrium in Generative
/// Adversarial Nets (GANs)", ICML 2017.
///
/// *Differences from the paper:* the loss is that of the recipe, by default not of zero sum, and
/// each generator has latents of its own, where the authors' program gives all the same. Networks
/// and numbers of steps are those of `gan`.
@NullMarked
package everymode.model.mixplus;

import org.jspecify.annotations.NullMarked;
