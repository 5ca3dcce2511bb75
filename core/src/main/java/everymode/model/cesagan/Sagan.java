package everymode.model.cesagan;

import everymode.data.Domain;
import everymode.train.BuildContext;
import everymode.train.DefaultsContext;
import everymode.train.Family;
import everymode.train.Model;

/// The self-attention network, `cesagan` without the condition.
public final class Sagan implements Family<LevelGanConfig> {

  @Override
  public String name() {
    return "sagan";
  }

  @Override
  public String summary() {
    return "a self-attention network for levels of tiles, without a condition";
  }

  @Override
  public boolean accepts(Domain domain) {
    return domain.grid().isPresent();
  }

  @Override
  public LevelGanConfig defaults(DefaultsContext context) {
    return LevelGanDefaults.sagan(context);
  }

  @Override
  public Model build(BuildContext<LevelGanConfig> context) {
    return LevelGanDefaults.build(name(), context, false);
  }
}
