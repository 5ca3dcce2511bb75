package everymode.transport;

import everymode.error.EverymodeException;
import everymode.random.RandomKey;
import everymode.sample.Sampler;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import java.util.Locale;
import org.bytedeco.pytorch.Tensor;
import org.hipparchus.random.SobolSequenceGenerator;

/// The distribution that is transported to targets.
///
/// @param points draws its points, float32 `[n, dim]`
/// @param box whether it is the uniform distribution on the box `[−½, ½]ᵈ`
public record TransportSource(Sampler points, boolean box) {

  /// How the box is filled.
  public enum Fill {
    /// Independent points, fresh in every step.
    UNIFORM,
    /// The first points of the Sobol sequence, the same in every step: heights then fit these
    /// points, and their error on fresh points is larger than on them.
    ///
    /// *Source:* Joe and Kuo, "Constructing Sobol sequences with better two-dimensional
    /// projections", SIAM J. Sci. Comput. 30, 2008; up to 21,201 dimensions.
    SOBOL;

    /// The box `[−½, ½]ᵈ`, filled in this way.
    ///
    /// @param dim d
    public TransportSource box(int dim) {
      if (this == SOBOL && dim > MOST_SOBOL) {
        throw new EverymodeException(
            String.format(
                Locale.ROOT,
                "a Sobol sequence has at most %,d dimensions, but the targets have %,d; fill the box"
                    + " with uniform points",
                MOST_SOBOL,
                dim));
      }
      return new TransportSource(
          switch (this) {
            case UNIFORM ->
                (n, key) -> {
                  try (var scope = new Scope()) {
                    return scope.keep(Ops.plus(RandomTensors.uniform(key, n, dim), -0.5));
                  }
                };
            case SOBOL -> (n, _) -> sobol(dim, n);
          },
          true);
    }

    private static final int MOST_SOBOL = 21_201;

    private static Tensor sobol(int dim, int n) {
      var sequence = new SobolSequenceGenerator(dim);
      float[] values = new float[Math.multiplyExact(n, dim)];
      for (int i = 0; i < n; i++) {
        double[] point = sequence.nextVector();
        for (int c = 0; c < dim; c++) {
          values[i * dim + c] = (float) (point[c] - 0.5);
        }
      }
      return Ops.of(values, n, dim);
    }
  }

  /// Any other distribution.
  public static TransportSource of(Sampler sampler) {
    return new TransportSource(sampler, false);
  }

  /// Draws points.
  ///
  /// @param key of these points
  /// @return float32 `[n, dim]`
  Tensor draw(int n, RandomKey key) {
    return points.sample(n, key);
  }
}
