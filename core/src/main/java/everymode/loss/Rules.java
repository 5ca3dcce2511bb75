package everymode.loss;

import everymode.nn.Layer;
import everymode.tensor.Ops;
import everymode.train.Objective;
import everymode.train.Turn;
import java.util.List;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;

/// What critic and generator descend on, and how many scores the critic gives a sample.
public interface Rules {

  /// Generated samples of a turn, with the components behind them.
  interface Made extends Fakes {

    /// The latents behind the samples of the turn.
    ///
    /// @param turn the turn
    /// @return `[n, dim]`
    Tensor latent(Turn turn);

    /// As many samples once more, from latents of their own.
    ///
    /// @return the same object at every call
    Made again();

    /// Whether samples of several batches may be made in one pass.
    ///
    /// @return true where each sample depends on its latent alone
    boolean rowwise();

    /// Samples of latents that somebody chose.
    ///
    /// @param z `[n, dim]`
    /// @param turn whose pass to use
    /// @return `[n, ...]` in model units, with the graph that leads back to the generator
    Tensor from(Tensor z, Turn turn);

    /// Makes the samples of two batches of a turn in one pass, where that changes none of them.
    ///
    /// @param one a batch
    /// @param other another batch of the same generator
    /// @param turn the turn
    static void together(Made one, Made other, Turn turn) {
      if (one.rowwise()) {
        Tensor both = one.from(Ops.cat(one.latent(turn), other.latent(turn)), turn);
        Tensor first = Ops.rows(both, 0, turn.n());
        Tensor second = Ops.rows(both, turn.n(), turn.n());
        turn.once(one.key(), () -> first);
        turn.once(other.key(), () -> second);
      }
    }

    /// The component of each sample of the turn.
    ///
    /// @param turn the turn
    /// @return int64 `[n]`
    Tensor component(Turn turn);
  }

  /// Scores that the critic gives a sample.
  ///
  /// @return at least 1
  int outputs();

  /// What the critic descends on.
  ///
  /// @param critic a network to `[n, outputs]`
  /// @param made the generator's samples
  /// @return the objective
  Objective critic(Layer critic, Made made);

  /// What the generator descends on.
  ///
  /// @param critic a network to `[n, outputs]`
  /// @param made the generator's samples
  /// @return the objective
  Objective generator(Layer critic, Made made);

  /// The same game with one more term for the generator, which is asked before the others: samples
  /// that it makes in its own way are those that the critic sees.
  ///
  /// @param weight factor of the term
  /// @param term from generated samples to what else the generator descends on
  /// @return the rules
  default Rules plus(double weight, Function<Made, Objective> term) {
    Rules plain = this;
    return new Rules() {
      @Override
      public int outputs() {
        return plain.outputs();
      }

      @Override
      public Objective critic(Layer critic, Made made) {
        return plain.critic(critic, made);
      }

      @Override
      public Objective generator(Layer critic, Made made) {
        Objective first = term.apply(made);
        Objective rest = plain.generator(critic, made);
        return turn -> Ops.times(first.at(turn), weight).add(rest.at(turn));
      }
    };
  }

  /// The usual game: one score a sample, prices on the critic's slope.
  ///
  /// @param loss the price of scores
  /// @param penalties prices on slopes
  /// @return the rules
  static Rules plain(Adversarial loss, List<Penalty> penalties) {
    return new Rules() {
      @Override
      public int outputs() {
        return 1;
      }

      @Override
      public Objective critic(Layer critic, Made made) {
        Objective all = loss.critic(critic, made);
        for (Penalty penalty : penalties) {
          all = all.plus(penalty.weight(), penalty.objective(critic, made));
        }
        return all;
      }

      @Override
      public Objective generator(Layer critic, Made made) {
        return loss.generator(critic, made);
      }
    };
  }
}
