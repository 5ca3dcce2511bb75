package everymode.embedding;

import everymode.data.Domain;
import everymode.tensor.Batches;
import everymode.tensor.Ops;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;

/// A distance between samples. It defines the modes of a data set. Any function of pairs of rows
/// can be used:
///
/// ```java
/// Distance first = (a, b) -> a.sub(b).select(1, 0).abs(); // by the first coordinate only
/// ```
///
/// It should be symmetric, be 0 for equal rows and obey the triangle inequality; a generator can be
/// trained to minimise it if LibTorch can differentiate it, including at 0, like `Tensor.norm`.
@FunctionalInterface
public interface Distance {

  /// The distance of each pair of rows.
  ///
  /// @param a views `[n, ...]`
  /// @param b views `[n, ...]`
  /// @return `[n]`, at least 0
  Tensor between(Tensor a, Tensor b);

  /// The representation of samples on which the distance operates, computed once per row: the
  /// samples themselves by default.
  ///
  /// @param x `[n, ...]` in data units
  /// @return `[n, ...]`
  default Tensor view(Tensor x) {
    return x;
  }

  /// The representations of many samples, in batches and without gradients.
  ///
  /// @param x `[n, ...]` in data units
  /// @return `[n, ...]`
  default Tensor views(Tensor x) {
    return Batches.predict(x, 256, this::view).contiguous();
  }

  /// All distances between the rows of two sets.
  ///
  /// @param a views `[n, ...]`
  /// @param b views `[m, ...]`
  /// @return `[n, m]`
  default Tensor all(Tensor a, Tensor b) {
    List<Tensor> rows = new ArrayList<>();
    for (long i = 0; i < a.size(0); i++) {
      rows.add(between(Ops.rows(a, i, 1).expand(b.shape()), b).unsqueeze(0));
    }
    return Ops.cat(rows);
  }

  /// The Euclidean distance, `√Σ (x_i − y_i)²`.
  ///
  /// @param domain determines the units; see [Domain#space]
  static Distance euclidean(Domain domain) {
    return new PNorm(domain, 2);
  }

  /// The L1 distance, `Σ |x_i − y_i|`.
  ///
  /// @param domain determines the units
  static Distance l1(Domain domain) {
    return new PNorm(domain, 1);
  }

  /// The chord length between directions, `√(2 − 2 cos(x, y))`: unlike `1 − cos` it obeys the
  /// triangle inequality.
  ///
  /// @param domain determines the units
  static Distance cosine(Domain domain) {
    return new Chord(domain);
  }

  /// A norm of the difference of views.
  interface Norm extends Distance {

    /// The order of the norm, 1 or 2.
    default int p() {
      return 2;
    }

    @Override
    default Tensor between(Tensor a, Tensor b) {
      return length(a.sub(b), p());
    }

    @Override
    default Tensor all(Tensor a, Tensor b) {
      return Ops.distances(a, b, p());
    }
  }

  /// The p-norm of the difference.
  ///
  /// @param domain determines the units
  /// @param p 1 or 2
  record PNorm(Domain domain, int p) implements Norm {
    @Override
    public Tensor view(Tensor x) {
      return Ops.flat(domain.space(x));
    }
  }

  /// The chord length between directions from the origin.
  ///
  /// @param domain determines the units
  record Chord(Domain domain) implements Norm {

    @Override
    public Tensor view(Tensor x) {
      Tensor flat = Ops.flat(domain.space(x)); // [n, d]
      return flat.div(length(flat, 2).clamp_min(new Scalar(1e-12)).unsqueeze(1));
    }
  }

  /// The norm of each row; its gradient at 0 is 0.
  ///
  /// @param x `[n, d]`
  /// @param p 1 or 2
  /// @return `[n]`
  static Tensor length(Tensor x, int p) {
    return x.norm(new ScalarOptional(new Scalar(p)), 1);
  }
}
