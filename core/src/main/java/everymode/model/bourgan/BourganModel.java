package everymode.model.bourgan;

import everymode.chance.Chance;
import everymode.data.Dataset;
import everymode.error.EverymodeException;
import everymode.geometry.Distance;
import everymode.geometry.Embedded;
import everymode.geometry.EmbeddedRows;
import everymode.geometry.Embedding;
import everymode.geometry.Placed;
import everymode.loss.Apart;
import everymode.loss.Rules;
import everymode.model.gan.GanModel;
import everymode.tensor.Device;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import everymode.tensor.State;
import everymode.train.Model;
import everymode.train.Objective;
import everymode.train.Ratio;
import everymode.train.Sampler;
import everymode.train.Stage;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/// First the embedding, then the game over it.
final class BourganModel implements Model, Ratio, Placed {

  private final Distance distance;
  private final Embedding.Scale scale;
  private final EmbeddedRows rows;
  private final GanModel game;

  BourganModel(BourganConfig config, Distance distance, Dataset data, Chance init) {
    check(distance, data);
    this.distance = distance;
    scale = config.embedding().scale();
    rows =
        config.from().isEmpty()
            ? new EmbeddedRows(config.embedding(), data, distance, init.at("embedding"))
            : new EmbeddedRows(Embedded.read(Path.of(config.from()), data), data, distance);
    Apart apart = new Apart(data.domain(), distance, this::factor);
    Rules plain = Rules.plain(config.game().loss(), config.game().penalties());
    Rules rules =
        config.alpha() == 0 ? plain : plain.plus(config.alpha(), made -> kept(apart, made));
    game = new GanModel(config.game(), new Places(rows, config.sigma()), rules, data, init);
  }

  /// A distance that does not take such rows, or gives no distance a pair, shows before training.
  private static void check(Distance distance, Dataset data) {
    try (var _ = new Scope()) {
      Tensor x = data.domain().units(Device.current().bring(data.train().first(1)));
      Tensor view = distance.view(x);
      Tensor self = distance.between(view, view);
      if (!Arrays.equals(self.shape(), new long[] {1}) || !Ops.finite(self)) {
        throw new EverymodeException(
            "a distance must give a finite number a pair, but gave %s of shape %s for one"
                .formatted(Arrays.toString(Ops.floats(self)), Arrays.toString(self.shape())));
      }
    }
  }

  private double factor() {
    return embedded()
        .orElseThrow(() -> new IllegalStateException("the game begins after the embedding"))
        .scale(scale);
  }

  @Override
  public Optional<Embedded> embedded() {
    return rows.embedded();
  }

  @Override
  public Distance distance() {
    return distance;
  }

  @Override
  public Embedding.Scale scale() {
    return scale;
  }

  /// Two batches whose distances are compared with those of their latents.
  private static Objective kept(Apart apart, Rules.Made made) {
    Rules.Made other = made.again();
    return turn -> {
      Rules.Made.together(made, other, turn);
      return apart.of(made.latent(turn), made.of(turn), other.latent(turn), other.of(turn));
    };
  }

  @Override
  public Optional<Stage> stage(int index) {
    return index == 0
        ? Optional.of(new Stage.Fit("embed", rows.steps(), (step, _) -> rows.step(step)))
        : game.stage(index - 1);
  }

  @Override
  public Sampler sampler() {
    return game.sampler();
  }

  @Override
  public Optional<String> bias() {
    return game.bias();
  }

  @Override
  public Tensor logit(Tensor x) {
    return game.logit(x);
  }

  @Override
  public void finish() {
    game.finish();
  }

  @Override
  public void state(State s) {
    game.state(s); // the embedding is the state of its law
  }
}
