package everymode.model.cesagan;

import everymode.data.Domain;
import everymode.train.BuildContext;
import everymode.train.DefaultsContext;
import everymode.train.Family;
import everymode.train.Model;

/// The deep convolutional network for levels.
public final class DcganLevels implements Family<LevelGanConfig> {

  @Override
  public String name() {
    return "dcgan-levels";
  }

  @Override
  public String summary() {
    return "a deep convolutional network for levels of tiles, the baseline of cesagan";
  }

  @Override
  public boolean accepts(Domain domain) {
    return domain.grid().isPresent();
  }

  @Override
  public LevelGanConfig defaults(DefaultsContext context) {
    return LevelGanDefaults.dcgan(context);
  }

  @Override
  public Model build(BuildContext<LevelGanConfig> context) {
    return LevelGanDefaults.build(name(), context, false);
  }
}
