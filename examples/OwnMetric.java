import everymode.Everymode;
import everymode.data.catalog.Datasets;
import everymode.embedding.Distance;
import everymode.model.bourgan.Bourgan;
import everymode.tensor.Ops;

// Modes are defined by a distance: with a custom distance, a generator preserves the structure that
// matters for an application.
void main() {
  var grid = Datasets.open("grid"); // 5 × 5 clusters
  // Gower's distance: the mean over columns of the difference relative to the column's range. Any
  // function of pairs of rows can be used that LibTorch can differentiate.
  double range = 8.4;
  Distance gower = (a, b) -> Ops.times(a.sub(b).abs().mean(new long[] {1}), 1 / range);
  var trained = Everymode.train(new Bourgan(gower), grid).seed(1).steps(2_000).run();
  var scores = trained.evaluate().all();
  IO.println("modes: %.1f of 25".formatted(scores.get("modes").value()));
}
