package everymode.model.autoregressive;

import everymode.autoregressive.Categorical;
import everymode.autoregressive.GatedPixelCnn;
import everymode.autoregressive.Made;
import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.data.Rows;
import everymode.random.RandomKey;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import everymode.train.Decay;
import everymode.train.DefaultsContext;
import everymode.train.Optimizer;
import java.util.Arrays;
import java.util.stream.IntStream;

/// Default configurations by kind and size of the data.
final class AutoregressiveDefaults {

  private static final RandomKey KEY = new RandomKey(0).fold("levels");
  private static final int SEEN = 1_000; // images
  private static final double TOLERANCE = 0.25 / 255; // a quarter of a level of 8 bits

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
          pixelcnn(context, 4, channels == 1 ? 32 : 36, 5, Math.round(3_000 * context.share()));
      case Domain.Images(int channels, int _, int _) ->
          pixelcnn(context, 5, channels == 1 ? 32 : 48, 7, Math.round(1_500 * context.share()));
      case Domain.Points _, Domain.Table _, Domain.Grid _ ->
          throw new IllegalArgumentException(
              "pixelcnn takes images only; for points and tables take made");
    };
  }

  private static AutoregressiveConfig pixelcnn(
      DefaultsContext context, int layers, int maps, int firstKernel, long steps) {
    int levels = levels(context.data());
    return new AutoregressiveConfig(
        new GatedPixelCnn(layers, maps, firstKernel, 3, new Categorical(levels)),
        steps,
        32,
        adam(5e-3, steps),
        0.995);
  }

  /// The least number of equally spaced levels, black and white among them, that the intensities of
  /// images have.
  static int levels(Dataset data) {
    Rows images = data.train();
    if (!images.available()) {
      return 256;
    }
    double[] seen;
    try (var _ = new Scope()) {
      long[] rows = RandomTensors.subset(KEY, images.size(), SEEN);
      seen = Arrays.stream(Ops.doubles(data.domain().units(images.x(rows)))).distinct().toArray();
    }
    return IntStream.range(2, 256).filter(levels -> fit(seen, levels - 1)).findFirst().orElse(256);
  }

  private static boolean fit(double[] seen, int steps) {
    return Arrays.stream(seen)
        .allMatch(x -> Math.abs(x - Math.rint(x * steps) / steps) < TOLERANCE);
  }
}
