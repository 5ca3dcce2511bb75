package everymode.model.mixplus;

import everymode.data.Domain;
import everymode.model.gan.Gan;
import everymode.train.BuildContext;
import everymode.train.DefaultsContext;
import everymode.train.Family;
import everymode.train.Model;

/// A game between several generators and as many discriminators, with learned mixture weights.
public final class Mixplus implements Family<MixplusConfig> {

  private static final double ENTROPY = 0.1;

  @Override
  public String name() {
    return "mixplus";
  }

  @Override
  public String summary() {
    return "a mixture of generators against a mixture of discriminators, both with learned weights";
  }

  /// Five components as in the paper; three for images, where each is expensive.
  @Override
  public MixplusConfig defaults(DefaultsContext context) {
    int mixture =
        switch (context.data().domain()) {
          case Domain.Images _, Domain.Grid _ -> 3;
          case Domain.Points _, Domain.Table _ -> 5;
        };
    // Each discriminator scores the samples of each generator.
    var plain = new Gan().defaults(context.costing(mixture * mixture / 2.0));
    return new MixplusConfig(plain.prior(), mixture, ENTROPY, plain.settings());
  }

  @Override
  public Model build(BuildContext<MixplusConfig> context) {
    return new MixplusModel(context.config(), context.data(), context.key());
  }
}
