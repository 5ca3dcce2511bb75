package everymode.model.cesagan;

import everymode.data.Domain;
import everymode.train.BuildContext;
import everymode.train.DefaultsContext;
import everymode.train.Family;
import everymode.train.Model;

/// The conditional self-attention network with bootstrapping.
public final class Cesagan implements Family<LevelGanConfig> {

  @Override
  public String name() {
    return "cesagan";
  }

  @Override
  public String summary() {
    return "a conditional self-attention network for levels of tiles that grows its training set by playable levels";
  }

  @Override
  public boolean accepts(Domain domain) {
    return domain.grid().isPresent();
  }

  @Override
  public LevelGanConfig defaults(DefaultsContext context) {
    return LevelGanDefaults.cesagan(context);
  }

  @Override
  public Model build(BuildContext<LevelGanConfig> context) {
    return LevelGanDefaults.build(name(), context, true);
  }
}
