package everymode.loss;

import everymode.nn.Layer;
import everymode.tensor.Grad;
import everymode.tensor.Ops;
import everymode.train.Objective;
import everymode.train.Player;
import everymode.train.Turn;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/// The generator's objective against a critic that is some steps ahead.
///
/// @param rules of the game
/// @param critic the network as it is now
/// @param player who moves the critic
/// @param made the generator's samples
/// @param unroll how far to look ahead
public record Unrolled(Rules rules, Layer critic, Player player, Rules.Made made, Unroll unroll)
    implements Objective {

  @Override
  public Tensor at(Turn turn) {
    Objective loss = rules.critic(critic, unroll.through() ? new Live(made) : made);
    List<Tensor> own = critic.parameters();
    Player.Ahead ahead = player.ahead();
    for (int i = 0; i < unroll.steps(); i++) {
      Tensor at = loss.at(turn.with(turn.pass().replacing(map(own, ahead.weights()))));
      TensorVector slope = Grad.of(at, Ops.vector(ahead.weights()), unroll.through());
      ahead = ahead.after(slope, unroll.through());
    }
    return rules
        .generator(critic, made)
        .at(turn.with(turn.pass().replacing(map(own, ahead.weights()))));
  }

  private static Map<Tensor, Tensor> map(List<Tensor> own, List<Tensor> other) {
    var map = new IdentityHashMap<Tensor, Tensor>();
    for (int i = 0; i < own.size(); i++) {
      map.put(own.get(i), other.get(i));
    }
    return map;
  }

  /// Samples that lead back to the generator also where the critic takes them as data.
  private record Live(Rules.Made made) implements Rules.Made {

    @Override
    public Tensor make(Turn turn) {
      return made.of(turn);
    }

    @Override
    public Tensor of(Turn turn) {
      return made.of(turn);
    }

    @Override
    public Tensor data(Turn turn) {
      return made.of(turn);
    }

    @Override
    public Tensor latent(Turn turn) {
      return made.latent(turn);
    }

    @Override
    public Rules.Made again() {
      return new Live(made.again());
    }

    @Override
    public boolean rowwise() {
      return made.rowwise();
    }

    @Override
    public Tensor from(Tensor z, Turn turn) {
      return made.from(z, turn);
    }

    @Override
    public Tensor component(Turn turn) {
      return made.component(turn);
    }
  }
}
