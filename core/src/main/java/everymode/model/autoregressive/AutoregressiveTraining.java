package everymode.model.autoregressive;

import everymode.autoregressive.AutoregressiveNetwork;
import everymode.autoregressive.Known;
import everymode.config.Require;
import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.nn.ForwardContext;
import everymode.random.RandomKey;
import everymode.tensor.Autograd;
import everymode.tensor.Batches;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import everymode.tensor.StateVisitor;
import everymode.tensor.Stateful;
import everymode.train.Action;
import everymode.train.FitStep;
import everymode.train.Objective;
import everymode.train.Player;
import everymode.train.Stage;
import everymode.train.UpdateOrder;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// An autoregressive network with the player that trains it by maximum likelihood.
public final class AutoregressiveTraining implements Stateful {

  private static final int ROWS = 10_000; // that scales are taken from
  private static final int BLOCK = 64; // rows whose probabilities are computed together

  private final Domain domain;
  private final AutoregressiveConfig config;
  private final AutoregressiveNetwork network;
  private final Player player;

  /// @param init random key of the initial weights
  public AutoregressiveTraining(AutoregressiveConfig config, Domain domain, RandomKey init) {
    this.domain = domain;
    Require.that(
        config.network().accepts(domain),
        "network must be gated-pixelcnn or pixelcnn++ for images, and made for points and tables");
    this.config = config;
    network = config.network().build(domain, init);
    player = new Player(network, config.optimizer(), config.emaDecay());
  }

  /// The stage that adapts the scale of the network to training rows.
  public Stage scale(Dataset data) {
    return new Stage.Fit(
        "scale",
        1,
        (_, key) -> {
          long[] rows = RandomTensors.subset(key, data.train().size(), ROWS);
          network.scale(() -> data.batch(Ops.of(rows)).x());
          return FitStep.Result.FINISHED;
        });
  }

  /// The stage of maximum likelihood.
  ///
  /// @param name the reported name
  public Stage fit(String name, Dataset data) {
    return new Stage.Play(
        name,
        config.steps(),
        config.batchSize(),
        data.batches(),
        UpdateOrder.ALTERNATING,
        List.of(update(1)));
  }

  /// The update of the network, in a stage of its own or in a game.
  ///
  /// @param times updates in one step
  public Action update(int times) {
    return new Action.Update("nats", player, likelihood(), times);
  }

  /// The player of the network.
  public Player player() {
    return player;
  }

  /// The network.
  public AutoregressiveNetwork network() {
    return network;
  }

  /// The mean of `−ln p(x)` over the first rows of a batch, as many as the batches of this training
  /// have, in nats.
  private Objective likelihood() {
    return context ->
        nats(
            Ops.rows(context.real().x(), 0, Math.min(config.batchSize(), context.n())),
            context.pass());
  }

  /// The mean of `−ln p(x)`, with gradients to x and to the network.
  ///
  /// @param x `[n, ...]` in model units
  /// @return shape [], in nats
  public Tensor nats(Tensor x, ForwardContext pass) {
    return network.logProb(x, pass).flatten(1, -1).sum(1).mean().neg();
  }

  /// The forward context for use: averaged weights if there are any, in evaluation mode.
  public ForwardContext use() {
    return ForwardContext.evaluation().replacing(player.averages());
  }

  /// Draws samples.
  ///
  /// @return float32 `[n, ...]` in model units
  public Tensor sample(int n, RandomKey key) {
    return sample(Known.nothing(n, domain.shape()), key);
  }

  /// Draws what is not given of samples.
  ///
  /// @return float32 `[n, ...]` in model units
  public Tensor sample(Known known, RandomKey key) {
    return Autograd.noGrad(() -> network.sample(known, key, use()));
  }

  /// `ln p(x)` as [everymode.sample.Density#logProb] has it.
  ///
  /// @param x float32 `[n, ...]` in data units
  /// @return float64 `[n]`, in nats
  public Tensor logProb(Tensor x) {
    try (var scope = new Scope()) {
      ForwardContext pass = use();
      Tensor nats =
          Batches.predict(
              domain.encode(x),
              BLOCK,
              some -> Ops.toDouble(network.logProb(some, pass)).flatten(1, -1).sum(1));
      double scale = network.conditional().discrete() ? 0 : domain.logScale();
      return scope.keep(Ops.plus(nats, scale));
    }
  }

  @Override
  public void state(StateVisitor s) {
    player.state(s);
  }
}
