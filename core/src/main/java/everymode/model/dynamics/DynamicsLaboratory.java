package everymode.model.dynamics;

import everymode.data.Domain;
import everymode.train.BuildContext;
import everymode.train.DefaultsContext;
import everymode.train.Family;
import everymode.train.Model;

/// Two Gaussians against two intervals: how a game converges, collapses or oscillates.
public final class DynamicsLaboratory implements Family<DynamicsConfig> {

  @Override
  public String name() {
    return "dynamics";
  }

  @Override
  public String summary() {
    return "two Gaussians against two intervals: why games converge, collapse or oscillate";
  }

  @Override
  public boolean generates() {
    return false;
  }

  @Override
  public boolean needsData() {
    return false;
  }

  @Override
  public boolean accepts(Domain domain) {
    return false;
  }

  @Override
  public DynamicsConfig defaults(DefaultsContext context) {
    return DynamicsConfig.defaults();
  }

  @Override
  public Model build(BuildContext<DynamicsConfig> context) {
    return new DynamicsModel(context.config(), context.key());
  }
}
