package everymode.transport;

import everymode.tensor.Scope;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/// How far the masses of the cells are from the weights of their targets, on a set of points.
///
/// @param worst `n · max |w − ν|`: at equal weights 1 where a cell is empty or has twice its due
/// @param norm `‖w − ν‖₂`
/// @param empty cells without a point
/// @param noise what `norm` would be of exact masses, only counted with these points: `√((1 − ‖ν‖²)
///   / points)`
/// @param size `‖ν‖₂`
public record TransportError(double worst, double norm, int empty, double noise, double size) {

  /// @param mass of the cells, float64 `[n]`, with the sum 1
  /// @param due weights of the targets, float64 `[n]`, with the sum 1
  /// @param points with which the masses were counted
  static TransportError of(Tensor mass, Tensor due, long points) {
    try (var _ = new Scope()) {
      Tensor off = mass.sub(due);
      double squares = due.square().sum().item_double();
      return new TransportError(
          mass.size(0) * off.abs().max().item_double(),
          off.norm().item_double(),
          Math.toIntExact(mass.numel() - mass.count_nonzero().item_long()),
          Math.sqrt((1 - squares) / points),
          Math.sqrt(squares));
    }
  }

  /// `‖w − ν‖₂²` of the cells' true masses: an estimate without bias, which can be below 0.
  double square() {
    return norm * norm - noise * noise;
  }

  /// The estimated error of the true masses, as a share of `‖ν‖₂`.
  public double relative() {
    return Math.sqrt(Math.max(0, square())) / size;
  }

  /// For event logs and charts.
  public Map<String, Double> values() {
    return Map.of("mass error", norm, "worst cell", worst, "empty cells", (double) empty);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "‖w − ν‖₂ %.2g (of counting %.2g), n·max|w − ν| %.2g, %,d empty cells",
        norm,
        noise,
        worst,
        empty);
  }
}
