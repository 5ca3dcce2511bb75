import everymode.Everymode;
import everymode.data.catalog.Datasets;
import everymode.embedding.Distance;
import everymode.model.bourgan.Bourgan;
import everymode.tensor.Ops;

// Modes are a matter of distance: by a metric of one's own, a generator keeps what one cares for.
void main() {
  var grid = Datasets.open("grid"); // 5 × 5 clusters
  // Gower's distance: the mean over columns of the difference as a share of the column's range. Any
  // function of pairs of rows is a distance; to descend on it, LibTorch must differentiate it.
  double range = 8.4;
  Distance gower = (a, b) -> Ops.times(a.sub(b).abs().mean(new long[] {1}), 1 / range);
  var trained = Everymode.train(new Bourgan(gower), grid).seed(1).steps(2_000).run();
  var scores = trained.evaluate().all();
  IO.println("modes: %.1f of 25".formatted(scores.get("modes").value()));
}
