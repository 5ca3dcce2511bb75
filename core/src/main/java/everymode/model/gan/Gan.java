package everymode.model.gan;

import everymode.train.BuildContext;
import everymode.train.DefaultsContext;
import everymode.train.Family;
import everymode.train.Model;

/// The plain generative adversarial network.
public final class Gan implements Family<GanConfig> {

  @Override
  public String name() {
    return "gan";
  }

  @Override
  public String summary() {
    return "the plain generative adversarial network, the baseline of all others";
  }

  @Override
  public GanConfig defaults(DefaultsContext context) {
    return GanDefaults.of(context);
  }

  @Override
  public Model build(BuildContext<GanConfig> context) {
    return new GanModel(context.config(), context.data(), context.key());
  }
}
