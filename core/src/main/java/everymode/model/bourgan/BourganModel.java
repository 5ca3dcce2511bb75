package everymode.model.bourgan;

import everymode.data.Dataset;
import everymode.embedding.BourgainEmbedding;
import everymode.embedding.Distance;
import everymode.embedding.EmbeddedPoints;
import everymode.embedding.HasEmbedding;
import everymode.embedding.IncrementalEmbedding;
import everymode.error.EverymodeException;
import everymode.loss.AdversarialObjectives;
import everymode.loss.DistancePreservingTerm;
import everymode.model.gan.GanModel;
import everymode.random.RandomKey;
import everymode.sample.Sampler;
import everymode.tensor.Device;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import everymode.tensor.StateVisitor;
import everymode.train.DensityRatio;
import everymode.train.Model;
import everymode.train.Objective;
import everymode.train.Stage;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/// First the embedding, then the game over it.
final class BourganModel implements Model, DensityRatio, HasEmbedding {

  private final Distance distance;
  private final BourgainEmbedding.Scale scale;
  private final IncrementalEmbedding rows;
  private final GanModel game;

  BourganModel(BourganConfig config, Distance distance, Dataset data, RandomKey init) {
    check(distance, data);
    this.distance = distance;
    scale = config.embedding().scale();
    rows =
        config.from().isEmpty()
            ? new IncrementalEmbedding(config.embedding(), data, distance, init.fold("embedding"))
            : new IncrementalEmbedding(
                EmbeddedPoints.read(Path.of(config.from()), data), data, distance);
    DistancePreservingTerm apart =
        new DistancePreservingTerm(data.domain(), distance, this::factor);
    AdversarialObjectives plain =
        AdversarialObjectives.plain(config.options().loss(), config.options().penalties());
    AdversarialObjectives objectives =
        config.alpha() == 0
            ? plain
            : plain.plus(config.alpha(), generated -> kept(apart, generated));
    game =
        new GanModel(
            config.options(), new EmbeddingPrior(rows, config.sigma()), objectives, data, init);
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
  public Optional<EmbeddedPoints> embedded() {
    return rows.embedded();
  }

  @Override
  public Distance distance() {
    return distance;
  }

  @Override
  public BourgainEmbedding.Scale scale() {
    return scale;
  }

  /// Two batches whose distances are compared with those of their latents.
  private static Objective kept(
      DistancePreservingTerm apart, AdversarialObjectives.GeneratedBatch generated) {
    AdversarialObjectives.GeneratedBatch other = generated.again();
    return context -> {
      AdversarialObjectives.GeneratedBatch.together(generated, other, context);
      return apart.of(
          generated.latent(context),
          generated.of(context),
          other.latent(context),
          other.of(context));
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
  public Optional<String> invalidReason() {
    return game.invalidReason();
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
  public void state(StateVisitor s) {
    game.state(s); // the embedding is the state of its law
  }
}
