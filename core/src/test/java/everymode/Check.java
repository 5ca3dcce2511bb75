package everymode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import everymode.random.RandomKey;
import everymode.tensor.Ops;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.DynamicTest;

/// Assertions on tensors, and properties that hold for every value.
public final class Check {

  private static final int CASES = 20;

  private Check() {}

  /// The values agree, element by element, up to a relative tolerance.
  public static void near(Tensor actual, double tolerance, double... expected) {
    near(Ops.doubles(actual.detach()), tolerance, expected);
  }

  /// The values agree, element by element, up to a relative tolerance.
  public static void near(double[] actual, double tolerance, double... expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i])
          .as("element %d", i)
          .isCloseTo(expected[i], within(tolerance * Math.max(1, Math.abs(expected[i]))));
    }
  }

  /// Two tensors of one shape agree up to a relative tolerance.
  public static void near(Tensor actual, double tolerance, Tensor expected) {
    assertThat(actual.shape()).isEqualTo(expected.shape());
    near(actual, tolerance, Ops.doubles(expected.detach()));
  }

  /// Two tensors have one shape and the same values bit by bit.
  public static void same(Tensor actual, Tensor expected) {
    assertThat(actual.shape()).isEqualTo(expected.shape());
    assertThat(Ops.doubles(actual.detach())).isEqualTo(Ops.doubles(expected.detach()));
  }

  /// Two tensors of one shape differ somewhere.
  public static void different(Tensor one, Tensor other) {
    assertThat(one.shape()).isEqualTo(other.shape());
    assertThat(Ops.doubles(one.detach())).isNotEqualTo(Ops.doubles(other.detach()));
  }

  /// A property that must hold for every generated value; each value is a separate test.
  public static <T> Stream<DynamicTest> forAll(
      long seed, Function<RandomKey, T> generator, Consumer<T> check) {
    return LongStream.range(0, CASES)
        .mapToObj(i -> {
          T value = generator.apply(new RandomKey(seed).fold(i));
          return DynamicTest.dynamicTest(i + ": " + value, () -> check.accept(value));
        });
  }
}
