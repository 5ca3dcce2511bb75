package everymode.model.autoregressive;

import everymode.autoregressive.Categorical;
import everymode.autoregressive.GatedPixelCnn;
import everymode.autoregressive.Made;
import everymode.data.Domain;
import everymode.train.Decay;
import everymode.train.DefaultsContext;
import everymode.train.Optimizer;

/// Default configurations by kind and size of the data.
final class AutoregressiveDefaults {

  private AutoregressiveDefaults() {}

  private static Optimizer adam(double rate, long steps) {
    return new Optimizer.Adam(rate, 0.9, 0.999, 1e-8, new Decay.Linear(steps / 2, steps, 0.05));
  }

  static AutoregressiveConfig made(DefaultsContext context) {
    long steps = Math.round(12_000 * context.share());
    return new AutoregressiveConfig(Made.defaults(), steps, 256, adam(2e-3, steps), 0.999);
  }

  static AutoregressiveConfig pixelcnn(DefaultsContext context) {
    Domain domain = context.data().domain();
    return switch (domain) {
      case Domain.Images(int channels, int height, int width) when height * width <= 256 ->
          pixelcnn(4, channels == 1 ? 32 : 36, 5, Math.round(3_000 * context.share()));
      case Domain.Images(int channels, int _, int _) ->
          pixelcnn(5, channels == 1 ? 32 : 48, 7, Math.round(1_500 * context.share()));
      case Domain.Points _, Domain.Table _ ->
          throw new IllegalArgumentException(
              "pixelcnn takes images only; for points and tables take made");
    };
  }

  private static AutoregressiveConfig pixelcnn(int layers, int maps, int firstKernel, long steps) {
    return new AutoregressiveConfig(
        new GatedPixelCnn(layers, maps, firstKernel, 3, Categorical.defaults()),
        steps,
        32,
        adam(5e-3, steps),
        0.995);
  }
}
