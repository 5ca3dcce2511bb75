package everymode.model.mixplus;

import everymode.loss.Adversarial;
import everymode.loss.Fakes;
import everymode.nn.Layer;
import everymode.nn.Pass;
import everymode.tensor.Draws;
import everymode.tensor.Ops;
import everymode.train.Turn;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// What the two sides descend on: the mean of all pairs of generator and critic, by weight.
///
/// @param loss of one pair
/// @param entropy the factor before the regulariser of a side's weights
/// @param made the samples of each generator
/// @param makers weights of generators
/// @param critics networks to `[n, 1]`
/// @param judges weights of critics
record Payoff(
    Adversarial loss,
    double entropy,
    List<? extends Fakes> made,
    Weights makers,
    List<? extends Layer> critics,
    Weights judges) {

  /// What critics and their weights descend on.
  ///
  /// @param turn whose real batch all critics see
  /// @return shape []
  Tensor critics(Turn turn) {
    List<Tensor> batches = new ArrayList<>();
    batches.add(turn.real().x()); // [n, ...]
    made.forEach(fakes -> batches.add(fakes.data(turn)));
    List<Tensor> losses = new ArrayList<>();
    for (Layer critic : critics) {
      List<Tensor> scores = scores(critic, batches, turn.pass());
      Tensor real = scores.removeFirst(); // [n, 1]
      scores.forEach(fake -> losses.add(loss.critic(real, fake)));
    }
    return mean(losses, turn.pass()).add(price(judges, turn.pass()));
  }

  /// What generators and their weights descend on.
  ///
  /// @param turn whose chance decides the latents
  /// @return shape []
  Tensor generators(Turn turn) {
    List<Tensor> batches = new ArrayList<>();
    if (loss.relativistic()) {
      batches.add(turn.real().x()); // [n, ...]
    }
    made.forEach(fakes -> batches.add(fakes.of(turn)));
    List<Tensor> losses = new ArrayList<>();
    for (Layer critic : critics) {
      List<Tensor> scores = scores(critic, batches, turn.pass());
      if (loss.relativistic()) {
        Tensor real = scores.removeFirst(); // [n, 1]
        scores.forEach(fake -> losses.add(loss.paired(fake, real)));
      } else {
        scores.forEach(fake -> losses.add(loss.generator(fake)));
      }
    }
    return mean(losses, turn.pass()).add(price(makers, turn.pass()));
  }

  /// A batch of the mixture as mere data: the generator of each row is drawn by weight.
  ///
  /// @param turn whose samples to choose from
  /// @return `[n, ...]`
  Tensor mixed(Turn turn) {
    int n = turn.n();
    double[] weight = Ops.doubles(makers.in(turn.pass()).detach());
    Tensor generator = Draws.choices(turn.chance().at("generator"), weight, n); // [n]
    Tensor row = generator.mul(new Scalar(n)).add(Ops.range(n)); // [n]
    Tensor all = Ops.cat(made.stream().map(fakes -> fakes.data(turn)).toList()); // [T n, ...]
    return Ops.rows(all, row);
  }

  /// One pass over all rows takes less time than several, where it changes nothing.
  private static List<Tensor> scores(Layer critic, List<Tensor> batches, Pass pass) {
    List<Tensor> scores = new ArrayList<>();
    if (critic.rowwise()) {
      Tensor all = critic.apply(Ops.cat(batches), pass); // [sum of n, 1]
      long from = 0;
      for (Tensor batch : batches) {
        scores.add(Ops.rows(all, from, batch.size(0)));
        from += batch.size(0);
      }
    } else {
      batches.forEach(batch -> scores.add(critic.apply(batch, pass)));
    }
    return scores;
  }

  /// Σ_ij w^u_i w^v_j L_ji.
  private Tensor mean(List<Tensor> losses, Pass pass) {
    Tensor pairs = torch.stack(Ops.vector(losses)).view(critics.size(), made.size()); // L
    return judges.in(pass).matmul(pairs).dot(makers.in(pass));
  }

  private Tensor price(Weights own, Pass pass) {
    return Ops.times(own.regulariser(pass), entropy);
  }
}
