package everymode.model.bourgan;

import everymode.classifier.DistanceSpec;
import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.embedding.BourgainEmbedding;
import everymode.embedding.Distance;
import everymode.model.gan.Gan;
import everymode.random.RandomKey;
import everymode.train.Family;
import everymode.train.Model;
import org.jspecify.annotations.Nullable;

/// The adversarial network whose latent law is an embedding of the data.
public final class Bourgan implements Family<BourganConfig> {

  private final @Nullable Distance own;

  /// For `ServiceLoader`.
  public Bourgan() {
    own = null;
  }

  /// With a distance of one's own, whatever the configuration says.
  ///
  /// @param distance under which the data have modes
  public Bourgan(Distance distance) {
    own = distance;
  }

  @Override
  public String name() {
    return "bourgan";
  }

  @Override
  public String summary() {
    return "an adversarial network whose latent law keeps the distances of the data";
  }

  @Override
  public BourganConfig defaults(Dataset data) {
    double sigma = data.domain() instanceof Domain.Points ? 0.01 : 0.1;
    return new BourganConfig(
        new DistanceSpec.Euclidean(),
        BourgainEmbedding.Options.defaults(),
        "",
        sigma,
        0.1,
        new Gan().defaults(data).options());
  }

  @Override
  public Model build(BourganConfig config, Dataset data, RandomKey init) {
    Distance distance = own == null ? config.distance().build(data) : own;
    return new BourganModel(config, distance, data, init);
  }
}
