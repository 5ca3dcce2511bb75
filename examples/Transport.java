import everymode.data.catalog.Datasets;
import everymode.random.RandomKey;
import everymode.tensor.Scope;
import everymode.transport.SemiDiscreteTransport;
import everymode.transport.TransportMap;
import everymode.transport.TransportSettings;
import everymode.transport.TransportSource;
import everymode.transport.WeightedTargets;

// The optimal transport of a box to points: every point of the box goes to one of them, and each of
// them gets an equal part of the box.
void main() {
  try (var scope = new Scope()) {
    var key = new RandomKey(1);
    var targets = WeightedTargets.of(Datasets.open("swiss-roll").train().all());
    var solver = new SemiDiscreteTransport(targets, TransportSettings.defaults(), key);
    while (!solver.finished()) {
      solver.step();
    }
    var map = TransportMap.of(targets, solver.heights());
    var x = TransportSource.Fill.UNIFORM.box(2).points().sample(100_000, key.fold("fresh"));
    IO.println("steps: " + solver.steps());
    IO.println("points of the first target: " + map.cell(x).eq(map.cell(x.narrow(0, 0, 1))).sum().item_long());
    IO.println("squared distance: " + map.squaredDistance(x));
  }
}
