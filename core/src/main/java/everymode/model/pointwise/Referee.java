package everymode.model.pointwise;

import everymode.chance.Chance;
import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.loss.Adversarial;
import everymode.nn.Layer;
import everymode.nn.Pass;
import everymode.tensor.Device;
import everymode.tensor.Draws;
import everymode.tensor.Ops;
import everymode.tensor.State;
import everymode.tensor.Stateful;
import everymode.train.Act;
import everymode.train.Order;
import everymode.train.Player;
import everymode.train.Sampler;
import everymode.train.Stage;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// A classifier of real against generated samples, as many of each: at its best its raw score is
/// `ln p(x) − ln g(x)`, of the laws with noise where there is some.
final class Referee implements Stateful {

  private final RatioSpec spec;
  private final Domain domain;
  private final Layer net;
  private final Player player;

  Referee(RatioSpec spec, Domain domain, Chance init) {
    this.spec = spec;
    this.domain = domain;
    net = spec.net().critic(domain.shape(), 1, init);
    player = new Player(net, spec.optimizer(), 0);
  }

  /// Its training.
  ///
  /// @param data real samples
  /// @param generated the others
  /// @return a stage of one player
  Stage stage(Dataset data, Sampler generated) {
    Act move =
        new Act.Move(
            "classifier",
            player,
            turn -> {
              Chance chance = turn.chance();
              Tensor made = generated.sample(turn.n(), chance.at("samples")); // data units
              Tensor fake = domain.encode(Device.current().bring(made)); // [n, ...]
              Tensor real = noisy(turn.real().x(), chance.at("real noise")); // [n, ...]
              return Adversarial.STANDARD.critic(
                  net.apply(real, turn.pass()),
                  net.apply(noisy(fake, chance.at("noise")), turn.pass()));
            },
            1);
    return new Stage.Play(
        "classify", spec.steps(), spec.batch(), data.batches(), Order.ALTERNATING, List.of(move));
  }

  private Tensor noisy(Tensor x, Chance chance) {
    return spec.noise() == 0 ? x : x.add(Ops.times(Draws.normal(chance, x.shape()), spec.noise()));
  }

  Tensor logit(Tensor x) {
    return net.apply(x, Pass.evaluation());
  }

  @Override
  public void state(State s) {
    s.child("player", player);
  }
}
