package everymode.loss;

import everymode.nn.ForwardContext;
import everymode.nn.Layer;
import everymode.tensor.Ops;
import everymode.train.Objective;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// The losses of discriminator D and generator G. D returns logits; σ is the logistic function.
///
/// | form | discriminator | generator |
/// |---|---|---|
/// | non-saturating | −E ln σ(D(x)) − E ln(1 − σ(D(G))) | −E ln σ(D(G)) |
/// | minimax | the same | E ln(1 − σ(D(G))) |
/// | hinge | E max(0, 1 − D(x)) + E max(0, 1 + D(G)) | −E D(G) |
/// | least squares | E (D(x) − 1)² + E D(G)² | E (D(G) − 1)² |
/// | Wasserstein | −E D(x) + E D(G) | −E D(G) |
///
/// Relativistic pairing replaces the scores by differences of pairs, d = D(x) − D(G): the
/// discriminator minimises the form's loss of a real score at d, the generator the same loss at −d.
///
/// *Sources:* Goodfellow et al. 2014 (first two); Lim and Ye 2017, Miyato et al. 2018 (hinge); Mao
/// et al. 2017 (least squares); Arjovsky et al. 2017 (Wasserstein); Jolicoeur-Martineau 2019
/// (pairing).
///
/// @param relativistic whether scores are compared in pairs
public record AdversarialLoss(Form form, boolean relativistic) {

  /// The kinds of loss.
  public enum Form {
    /// Logistic; the generator's gradient does not saturate early in training.
    NON_SATURATING,
    /// Logistic, as a zero-sum game.
    MINIMAX,
    /// Hinge.
    HINGE,
    /// Least squares.
    LEAST_SQUARES,
    /// Wasserstein-1 distance; needs a gradient penalty on the critic.
    WASSERSTEIN
  }

  /// The default: non-saturating, not relativistic.
  public static final AdversarialLoss STANDARD = new AdversarialLoss(Form.NON_SATURATING, false);

  /// The objective that the discriminator minimises.
  ///
  /// @param discriminator a network to `[n, 1]`
  /// @param generated the generator's samples
  public Objective discriminator(Layer discriminator, GeneratedSamples generated) {
    return discriminator(discriminator, generated, List.of());
  }

  /// The objective that the discriminator minimises, with gradient penalties.
  ///
  /// @param discriminator a network to `[n, 1]`
  /// @param generated the generator's samples
  /// @param penalties gradient penalties
  public Objective discriminator(
      Layer discriminator, GeneratedSamples generated, List<Penalty> penalties) {
    return new PenalisedLoss(
        discriminator,
        generated,
        penalties,
        (real, fake, _) -> new PenalisedLoss.Scored(discriminator(real, fake), real, fake));
  }

  /// Scores several batches: in one forward pass over all rows, which is faster, if that does not
  /// change the scores.
  ///
  /// @param batches `[n, ...]` each
  /// @return `[n, outputs]` of each batch, in a new list
  public static List<Tensor> scores(
      Layer discriminator, List<Tensor> batches, ForwardContext pass) {
    List<Tensor> scores = new ArrayList<>();
    if (discriminator.perSample()) {
      Tensor all = discriminator.apply(Ops.cat(batches), pass); // [sum of n, outputs]
      long from = 0;
      for (Tensor batch : batches) {
        scores.add(Ops.rows(all, from, batch.size(0)));
        from += batch.size(0);
      }
    } else {
      batches.forEach(batch -> scores.add(discriminator.apply(batch, pass)));
    }
    return scores;
  }

  /// The objective that the generator minimises.
  ///
  /// @param discriminator a network to `[n, 1]`
  /// @param generated the generator's samples
  public Objective generator(Layer discriminator, GeneratedSamples generated) {
    return context -> {
      Tensor fake = discriminator.apply(generated.of(context), context.pass()); // [n, 1]
      if (!relativistic) {
        return generator(fake);
      }
      Tensor real = discriminator.apply(context.real().x(), context.pass()); // [n, 1]
      return paired(fake, real);
    };
  }

  /// The discriminator's loss from scores.
  ///
  /// @param real scores of real samples `[n, 1]`
  /// @param fake scores of generated samples `[n, 1]`
  /// @return shape []
  public Tensor discriminator(Tensor real, Tensor fake) {
    if (relativistic) {
      return highScoreLoss(real.sub(fake));
    }
    return switch (form) {
      case NON_SATURATING, MINIMAX -> highScoreLoss(real).add(Ops.softplus(fake).mean());
      case HINGE -> highScoreLoss(real).add(Ops.plus(fake, 1).relu().mean());
      case LEAST_SQUARES -> highScoreLoss(real).add(fake.square().mean());
      case WASSERSTEIN -> fake.mean().sub(real.mean());
    };
  }

  /// The generator's loss from scores, not relativistic.
  ///
  /// @param fake scores of generated samples `[n, 1]`
  /// @return shape []
  public Tensor generator(Tensor fake) {
    return switch (form) {
      case NON_SATURATING, LEAST_SQUARES -> highScoreLoss(fake);
      case MINIMAX -> Ops.softplus(fake).mean().neg();
      case HINGE, WASSERSTEIN -> fake.mean().neg();
    };
  }

  /// The generator's relativistic loss from pairs of scores.
  ///
  /// @param fake scores of generated samples `[n, 1]`
  /// @param real scores of real samples `[n, 1]`
  /// @return shape []
  public Tensor paired(Tensor fake, Tensor real) {
    return highScoreLoss(fake.sub(real));
  }

  /// The loss of scores that should be high.
  private Tensor highScoreLoss(Tensor score) {
    return switch (form) {
      case NON_SATURATING, MINIMAX -> Ops.softplus(score.neg()).mean();
      case HINGE -> Ops.plus(score.neg(), 1).relu().mean();
      case LEAST_SQUARES -> Ops.plus(score, -1).square().mean();
      case WASSERSTEIN -> score.mean().neg();
    };
  }
}
