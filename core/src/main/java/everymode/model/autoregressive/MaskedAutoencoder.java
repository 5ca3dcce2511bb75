package everymode.model.autoregressive;

import everymode.data.Domain;
import everymode.train.BuildContext;
import everymode.train.DefaultsContext;
import everymode.train.Family;
import everymode.train.Model;

/// A masked perceptron for points and tables, trained by maximum likelihood.
public final class MaskedAutoencoder implements Family<AutoregressiveConfig> {

  @Override
  public String name() {
    return "made";
  }

  @Override
  public String summary() {
    return "the likelihood of points and tables, number by number";
  }

  @Override
  public boolean accepts(Domain domain) {
    return domain.numeric();
  }

  @Override
  public AutoregressiveConfig defaults(DefaultsContext context) {
    return AutoregressiveDefaults.made(context);
  }

  @Override
  public Model build(BuildContext<AutoregressiveConfig> context) {
    return new AutoregressiveModel(context);
  }
}
