package everymode.model.mixplus;

import everymode.loss.AdversarialLoss;
import everymode.loss.GeneratedSamples;
import everymode.nn.ForwardContext;
import everymode.nn.Layer;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.train.StepContext;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// The objectives of the two sides: the weighted mean over all pairs of generator and
/// discriminator.
///
/// @param loss the loss of one pair
/// @param entropy the factor of the regulariser of a side's mixture weights
/// @param generated the samples of each generator
/// @param generatorWeights mixture weights of the generators
/// @param discriminators networks to `[n, 1]`
/// @param discriminatorWeights mixture weights of the discriminators
record Payoff(
    AdversarialLoss loss,
    double entropy,
    List<? extends GeneratedSamples> generated,
    SoftmaxWeights generatorWeights,
    List<? extends Layer> discriminators,
    SoftmaxWeights discriminatorWeights) {

  /// The objective of the discriminators and their mixture weights.
  ///
  /// @param context the step, whose real batch is shared by all discriminators
  /// @return shape []
  Tensor discriminators(StepContext context) {
    List<Tensor> batches = new ArrayList<>();
    batches.add(context.real().x()); // [n, ...]
    generated.forEach(samples -> batches.add(samples.data(context)));
    List<Tensor> losses = new ArrayList<>();
    for (Layer discriminator : discriminators) {
      List<Tensor> scores = AdversarialLoss.scores(discriminator, batches, context.pass());
      Tensor real = scores.removeFirst(); // [n, 1]
      scores.forEach(fake -> losses.add(loss.discriminator(real, fake)));
    }
    return mean(losses, context.pass()).add(regulariser(discriminatorWeights, context.pass()));
  }

  /// The objective of the generators and their mixture weights.
  ///
  /// @param context the step, whose random key determines the latents
  /// @return shape []
  Tensor generatorLoss(StepContext context) {
    List<Tensor> batches = new ArrayList<>();
    if (loss.relativistic()) {
      batches.add(context.real().x()); // [n, ...]
    }
    generated.forEach(samples -> batches.add(samples.of(context)));
    List<Tensor> losses = new ArrayList<>();
    for (Layer discriminator : discriminators) {
      List<Tensor> scores = AdversarialLoss.scores(discriminator, batches, context.pass());
      if (loss.relativistic()) {
        Tensor real = scores.removeFirst(); // [n, 1]
        scores.forEach(fake -> losses.add(loss.paired(fake, real)));
      } else {
        scores.forEach(fake -> losses.add(loss.generator(fake)));
      }
    }
    return mean(losses, context.pass()).add(regulariser(generatorWeights, context.pass()));
  }

  /// A batch of the mixture as constants: the generator of each row is drawn by weight.
  ///
  /// @return `[n, ...]`
  Tensor mixed(StepContext context) {
    int n = context.n();
    double[] weight = Ops.doubles(generatorWeights.in(context.pass()).detach());
    Tensor generator = RandomTensors.choices(context.key().fold("generator"), weight, n); // [n]
    Tensor row = generator.mul(new Scalar(n)).add(Ops.range(n)); // [n]
    Tensor all =
        Ops.cat(generated.stream().map(samples -> samples.data(context)).toList()); // [T n, ...]
    return Ops.rows(all, row);
  }

  /// Σ_ij w^u_i w^v_j L_ji.
  private Tensor mean(List<Tensor> losses, ForwardContext pass) {
    Tensor pairs =
        torch.stack(Ops.vector(losses)).view(discriminators.size(), generated.size()); // L
    return discriminatorWeights.in(pass).matmul(pairs).dot(generatorWeights.in(pass));
  }

  private Tensor regulariser(SoftmaxWeights weights, ForwardContext pass) {
    return Ops.times(weights.regulariser(pass), entropy);
  }
}
