package everymode.loss;

import everymode.nn.Layer;
import everymode.tensor.Ops;
import everymode.train.Objective;
import org.bytedeco.pytorch.Tensor;

/// The losses of critic D and generator G. D gives raw scores (logits), σ is the logistic function.
///
/// | form | critic | generator |
/// |---|---|---|
/// | non-saturating | −E ln σ(D(x)) − E ln(1 − σ(D(G))) | −E ln σ(D(G)) |
/// | minimax | the same | E ln(1 − σ(D(G))) |
/// | hinge | E max(0, 1 − D(x)) + E max(0, 1 + D(G)) | −E D(G) |
/// | least squares | E (D(x) − 1)² + E D(G)² | E (D(G) − 1)² |
/// | Wasserstein | −E D(x) + E D(G) | −E D(G) |
///
/// Relativistic pairing replaces the scores by differences of pairs, d = D(x) − D(G): the critic
/// pays the form's price of a real score for d, the generator that for −d.
///
/// *Sources:* Goodfellow et al. 2014 (first two); Lim and Ye 2017, Miyato et al. 2018 (hinge); Mao
/// et al. 2017 (least squares); Arjovsky et al. 2017 (Wasserstein); Jolicoeur-Martineau 2019
/// (pairing).
///
/// @param form the kind of price
/// @param relativistic whether scores are compared in pairs
public record AdversarialLoss(Form form, boolean relativistic) {

  /// The kinds of price.
  public enum Form {
    /// Logistic, the generator on the side where it learns early.
    NON_SATURATING,
    /// Logistic, the zero-sum game.
    MINIMAX,
    /// Hinge.
    HINGE,
    /// Least squares.
    LEAST_SQUARES,
    /// Earth mover; needs a penalty on the critic.
    WASSERSTEIN
  }

  /// The custom: non-saturating, not paired.
  public static final AdversarialLoss STANDARD = new AdversarialLoss(Form.NON_SATURATING, false);

  /// What the critic descends on.
  ///
  /// @param discriminator a network to `[n, 1]`
  /// @param fakes the generator's samples
  /// @return the objective
  public Objective discriminator(Layer discriminator, GeneratedSamples fakes) {
    return context -> {
      Tensor x = context.real().x(); // [n, ...]
      Tensor made = fakes.data(context); // [n, ...]
      if (discriminator.perSample()) { // one pass over all rows takes less time than two
        Tensor both = discriminator.apply(Ops.cat(x, made), context.pass()); // [2n, 1]
        long n = x.size(0);
        return discriminator(Ops.rows(both, 0, n), Ops.rows(both, n, made.size(0)));
      }
      return discriminator(
          discriminator.apply(x, context.pass()), discriminator.apply(made, context.pass()));
    };
  }

  /// What the generator descends on.
  ///
  /// @param discriminator a network to `[n, 1]`
  /// @param fakes the generator's samples
  /// @return the objective
  public Objective generator(Layer discriminator, GeneratedSamples fakes) {
    return context -> {
      Tensor fake = discriminator.apply(fakes.of(context), context.pass()); // [n, 1]
      if (!relativistic) {
        return generator(fake);
      }
      Tensor real = discriminator.apply(context.real().x(), context.pass()); // [n, 1]
      return paired(fake, real);
    };
  }

  /// The critic's loss from scores.
  ///
  /// @param real scores of real samples `[n, 1]`
  /// @param fake scores of generated samples `[n, 1]`
  /// @return shape []
  public Tensor discriminator(Tensor real, Tensor fake) {
    if (relativistic) {
      return price(real.sub(fake));
    }
    return switch (form) {
      case NON_SATURATING, MINIMAX -> price(real).add(Ops.softplus(fake).mean());
      case HINGE -> price(real).add(Ops.plus(fake, 1).relu().mean());
      case LEAST_SQUARES -> price(real).add(fake.square().mean());
      case WASSERSTEIN -> fake.mean().sub(real.mean());
    };
  }

  /// The generator's loss from scores, not paired.
  ///
  /// @param fake scores of generated samples `[n, 1]`
  /// @return shape []
  public Tensor generator(Tensor fake) {
    return switch (form) {
      case NON_SATURATING, LEAST_SQUARES -> price(fake);
      case MINIMAX -> Ops.softplus(fake).mean().neg();
      case HINGE, WASSERSTEIN -> fake.mean().neg();
    };
  }

  /// The generator's loss from scores in pairs.
  ///
  /// @param fake scores of generated samples `[n, 1]`
  /// @param real scores of real samples `[n, 1]`
  /// @return shape []
  public Tensor paired(Tensor fake, Tensor real) {
    return price(fake.sub(real));
  }

  /// The price of scores that should be high.
  private Tensor price(Tensor score) {
    return switch (form) {
      case NON_SATURATING, MINIMAX -> Ops.softplus(score.neg()).mean();
      case HINGE -> Ops.plus(score.neg(), 1).relu().mean();
      case LEAST_SQUARES -> Ops.plus(score, -1).square().mean();
      case WASSERSTEIN -> score.mean().neg();
    };
  }
}
