import everymode.Everymode;
import everymode.data.catalog.Datasets;

// Trains a generator on eight clusters of points and counts how many of them it reaches.
void main() {
  var ring = Datasets.open("ring");
  // Everything is decided by family, data, seed and steps: run it twice and the figures are equal.
  var trained = Everymode.train("gmgan", ring).seed(1).steps(2_000).run();
  // "Fair" asks for a fifth of a cluster's due share: one stray point does not count.
  var modes = trained.evaluate().all().get("fair-modes");
  IO.println("fair modes: %.1f of %.0f".formatted(modes.value(), modes.ideal()));
  float[] points = trained.samples(3); // x, y, x, y, …
  IO.println("a sample: %.2f, %.2f".formatted(points[0], points[1]));
}
