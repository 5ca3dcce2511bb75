package everymode.model.npmsl;

import everymode.data.Domain;
import everymode.train.BuildContext;
import everymode.train.DefaultsContext;
import everymode.train.Family;
import everymode.train.Model;
import java.util.Map;

/// Clusters of profiles by maximum smoothed likelihood.
public final class Npmsl implements Family<KernelConfig> {

  @Override
  public String name() {
    return "npmsl";
  }

  @Override
  public String summary() {
    return "clusters of profiles whose densities have no form, by maximum smoothed likelihood";
  }

  @Override
  public boolean accepts(Domain domain) {
    return domain.numeric();
  }

  @Override
  public Map<String, String> flags() {
    return Map.of("--blocks", "blocks");
  }

  @Override
  public KernelConfig defaults(DefaultsContext context) {
    return KernelConfig.defaults(context.data().domain());
  }

  @Override
  public Model build(BuildContext<KernelConfig> context) {
    return new KernelModel(context.config(), context.data(), true);
  }
}
