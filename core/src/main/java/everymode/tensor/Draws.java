package everymode.tensor;

import everymode.chance.Chance;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// Random tensors from a chance: equal chances give equal tensors, on every device.
///
/// Numbers are drawn on the processor and brought to the current device.
public final class Draws {

  private Draws() {}

  /// Independent standard normal numbers.
  ///
  /// @param chance decides the draw
  /// @param shape the shape
  /// @return float32
  public static Tensor normal(Chance chance, long... shape) {
    return Device.current().bring(torch.randn(shape, generator(chance)));
  }

  /// Independent uniform numbers in [0, 1).
  ///
  /// @param chance decides the draw
  /// @param shape the shape
  /// @return float32
  public static Tensor uniform(Chance chance, long... shape) {
    return Device.current().bring(torch.rand(shape, generator(chance)));
  }

  /// Independent uniform whole numbers.
  ///
  /// @param chance decides the draw
  /// @param bound the numbers are at least 0 and below this
  /// @param n how many
  /// @return int64 `[n]`
  public static Tensor integers(Chance chance, long bound, long n) {
    return Device.current().bring(torch.randint(bound, new long[] {n}, generator(chance), Ops.whole()));
  }

  /// A random order of 0 to n − 1.
  ///
  /// @param chance decides the order
  /// @param n how many
  /// @return each number once
  public static long[] permutation(Chance chance, int n) {
    SplittableRandom random = chance.random();
    long[] order = new long[n];
    for (int i = 0; i < n; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  private static GeneratorOptional generator(Chance chance) {
    return new GeneratorOptional(torch.make_generator_cpu(chance.seed()));
  }
}
