package everymode.model.bourgan;

import everymode.classifier.DistanceSpec;
import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.embedding.BourgainEmbedding;
import everymode.embedding.Distance;
import everymode.embedding.EmbeddedPoints;
import everymode.embedding.IncrementalEmbedding;
import everymode.error.EverymodeException;
import everymode.loss.AdversarialObjectives;
import everymode.loss.DistancePreservingTerm;
import everymode.loss.GeneratedBatch;
import everymode.model.gan.Gan;
import everymode.model.gan.GanModel;
import everymode.random.RandomKey;
import everymode.tensor.Device;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import everymode.train.BuildContext;
import everymode.train.DefaultsContext;
import everymode.train.Family;
import everymode.train.FitStep;
import everymode.train.Model;
import everymode.train.Objective;
import everymode.train.Stage;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// The adversarial network whose latent distribution is an embedding of the data.
public final class Bourgan implements Family<BourganConfig> {

  private static final double COST = 1.5; // of a step, as a multiple of that of `gan`

  private final @Nullable Distance custom;

  /// For `ServiceLoader`.
  public Bourgan() {
    custom = null;
  }

  /// With a custom distance, which overrides that of the configuration.
  ///
  /// @param distance the distance that defines the modes of the data
  public Bourgan(Distance distance) {
    custom = distance;
  }

  @Override
  public String name() {
    return "bourgan";
  }

  @Override
  public String summary() {
    return "an adversarial network whose latent distribution preserves the distances of the data";
  }

  @Override
  public BourganConfig defaults(DefaultsContext context) {
    double sigma =
        switch (context.data().domain()) {
          case Domain.Points _ -> 0.01;
          case Domain.Table _, Domain.Images _, Domain.Grid _ -> 0.1;
        };
    return new BourganConfig(
        new DistanceSpec.Euclidean(),
        BourgainEmbedding.Settings.defaults(),
        "",
        sigma,
        0.1,
        new Gan().defaults(context.costing(COST)).settings());
  }

  /// Two stages: the embedding, then the adversarial game over it.
  @Override
  public Model build(BuildContext<BourganConfig> context) {
    BourganConfig config = context.config();
    Dataset data = context.data();
    Distance distance = custom == null ? config.distance().build(data) : custom;
    if (data.train().available()) {
      check(distance, data);
    }
    RandomKey embeddingKey = context.key().fold("embedding");
    IncrementalEmbedding rows =
        config.from().isEmpty()
            ? new IncrementalEmbedding(config.embedding(), data, distance, embeddingKey)
            : new IncrementalEmbedding(
                EmbeddedPoints.read(Path.of(config.from()), data), data, distance);
    EmbeddingPrior prior =
        new EmbeddingPrior(rows, config.sigma(), distance, config.embedding().scale());
    AdversarialObjectives plain = config.settings().objectives();
    DistancePreservingTerm term =
        new DistancePreservingTerm(data.domain(), distance, prior::factor);
    AdversarialObjectives objectives =
        config.alpha() == 0
            ? plain
            : plain.plus(config.alpha(), generated -> preserved(term, generated));
    Supplier<Stage> embed =
        () -> new Stage.Fit("embed", rows.steps(), (step, _) -> FitStep.Result.of(rows.step(step)));
    var additions =
        new GanModel.Additions(
            List.of(embed), _ -> List.of(), GanModel::plainSampler, List::of, GanModel.Part.NONE);
    return new GanModel(config.settings(), prior, objectives, data, context.key(), additions);
  }

  /// Fails before training if the distance does not accept the rows or returns no number per pair.
  private static void check(Distance distance, Dataset data) {
    try (var _ = new Scope()) {
      Tensor x = data.domain().units(Device.current().bring(data.train().first(1)));
      Tensor view = distance.view(x);
      Tensor self = distance.between(view, view);
      if (!Arrays.equals(self.shape(), new long[] {1}) || !Ops.finite(self)) {
        throw new EverymodeException(
            String.format(
                Locale.ROOT,
                "a distance must return one finite number per pair, but returned %s of shape %s for one pair",
                Arrays.toString(Ops.floats(self)),
                Arrays.toString(self.shape())));
      }
    }
  }

  /// Compares the distances of two batches with those of their latents.
  private static Objective preserved(DistancePreservingTerm term, GeneratedBatch generated) {
    GeneratedBatch other = generated.again();
    return context -> {
      GeneratedBatch.together(generated, other, context);
      return term.of(
          generated.latent(context),
          generated.of(context),
          other.latent(context),
          other.of(context));
    };
  }
}
