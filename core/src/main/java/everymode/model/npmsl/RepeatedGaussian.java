package everymode.model.npmsl;

import everymode.data.Domain;
import everymode.train.BuildContext;
import everymode.train.DefaultsContext;
import everymode.train.Family;
import everymode.train.Model;
import java.util.Map;

/// Clusters of profiles by a Gaussian mixture of repeated measures.
public final class RepeatedGaussian implements Family<GaussianConfig> {

  @Override
  public String name() {
    return "repeated-gaussian";
  }

  @Override
  public String summary() {
    return "clusters of rows whose values are all drawn from one Gaussian per cluster";
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
  public GaussianConfig defaults(DefaultsContext context) {
    return GaussianConfig.defaults();
  }

  @Override
  public Model build(BuildContext<GaussianConfig> context) {
    return new GaussianModel(context.config(), context.data());
  }
}
