package everymode.metric.feature;

import everymode.io.Npz;
import everymode.neighbour.PointSet;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;

/// Arrays from files next to the tests, by name, as plain Java numbers.
public record Stored(String file) {

  /// Test cases with values of the reference implementations.
  static final Stored GOLDEN = new Stored("golden.npz");

  /// Written by `bench/metrics_reference.py`.
  public static final Stored REFERENCE = new Stored("reference.npz");

  /// Pairs of point sets `NAME.x` and `NAME.y` among the references.
  static Stream<String> cases() {
    return Stream.of(
        "random",
        "far",
        "singular",
        "same",
        "same-singular",
        "tiny",
        "constant",
        "wide",
        "wide-and-tall",
        "one-feature");
  }

  PointSet cloud(String name) {
    return with(name, PointSet::of);
  }

  public double[] doubles(String name) {
    return with(name, Ops::doubles);
  }

  public int[] ints(String name) {
    return Arrays.stream(with(name, Ops::longs)).mapToInt(Math::toIntExact).toArray();
  }

  <T> T with(String name, Function<Tensor, T> use) {
    try (var _ = new Scope()) {
      Map<String, Tensor> arrays = Npz.read(path());
      return use.apply(Objects.requireNonNull(arrays.get(name), name));
    }
  }

  Path path() {
    try {
      return Path.of(Objects.requireNonNull(Stored.class.getResource(file)).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
