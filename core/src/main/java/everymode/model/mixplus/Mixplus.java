package everymode.model.mixplus;

import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.model.gan.Gan;
import everymode.random.RandomKey;
import everymode.train.Family;
import everymode.train.Model;

/// The game of several generators and as many critics, with weights that are learned.
public final class Mixplus implements Family<MixplusConfig> {

  private static final double ENTROPY = 0.1;

  /// For `ServiceLoader`.
  public Mixplus() {}

  @Override
  public String name() {
    return "mixplus";
  }

  @Override
  public String summary() {
    return "several generators against several critics, each mixed by weights that are learned";
  }

  /// Five components as in the paper; three for images, where each takes long.
  @Override
  public MixplusConfig defaults(Dataset data) {
    var plain = new Gan().defaults(data);
    int mixture = data.domain() instanceof Domain.Images ? 3 : 5;
    return new MixplusConfig(plain.prior(), mixture, ENTROPY, plain.options());
  }

  @Override
  public Model build(MixplusConfig config, Dataset data, RandomKey init) {
    return new MixplusModel(config, data, init);
  }
}
