package everymode.model.autoregressive;

import everymode.data.Domain;
import everymode.train.BuildContext;
import everymode.train.DefaultsContext;
import everymode.train.Family;
import everymode.train.Model;

/// An autoregressive network for images, trained by maximum likelihood.
public final class PixelCnn implements Family<AutoregressiveConfig> {

  @Override
  public String name() {
    return "pixelcnn";
  }

  @Override
  public String summary() {
    return "the likelihood of images, pixel by pixel; covers all modes, and draws slowly";
  }

  @Override
  public boolean accepts(Domain domain) {
    return domain.image().isPresent();
  }

  @Override
  public AutoregressiveConfig defaults(DefaultsContext context) {
    return AutoregressiveDefaults.pixelcnn(context);
  }

  @Override
  public Model build(BuildContext<AutoregressiveConfig> context) {
    return new AutoregressiveModel(context);
  }
}
