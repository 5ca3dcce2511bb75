package everymode.model.hgan;

import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.model.gan.GanConfig;
import everymode.model.gan.GanModel;
import everymode.random.RandomKey;
import everymode.train.BuildContext;
import everymode.train.DefaultsContext;
import everymode.train.Family;
import everymode.train.Model;
import java.util.List;

/// An adversarial network with an autoregressive teacher.
public final class Hgan implements Family<HganConfig> {

  @Override
  public String name() {
    return "hgan";
  }

  @Override
  public String summary() {
    return "an adversarial network that a likelihood-trained teacher shows the modes it has lost";
  }

  @Override
  public boolean accepts(Domain domain) {
    return domain.grid().isEmpty(); // teachers know the density of points and images
  }

  @Override
  public HganConfig defaults(DefaultsContext context) {
    return HganDefaults.of(context);
  }

  @Override
  public Model build(BuildContext<HganConfig> context) {
    HganConfig config = context.config();
    Dataset data = context.data();
    RandomKey key = context.key();
    if (config.weight() == 0) { // nothing is taught: the plain game
      return new GanModel(new GanConfig(config.prior(), config.settings()), data, key);
    }
    TeachingGame game = new TeachingGame(config, data, key.fold("teaching"));
    return new GanModel(
        config.settings(),
        config.prior().build(key.fold("prior")),
        game.objectives(),
        data,
        key,
        new GanModel.Additions(
            game.before(), game::actions, GanModel::plainSampler, List::of, game));
  }
}
