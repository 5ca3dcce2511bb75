import everymode.Everymode;
import everymode.data.catalog.Datasets;
import everymode.random.RandomKey;
import everymode.sample.Density;
import everymode.sample.Inpainter;
import everymode.tensor.Ops;
import everymode.tensor.Scope;

// A PixelCNN gives the likelihood of handwritten digits and completes one; then a generator has such
// a network as its teacher. Takes a few minutes of one core; a number of steps makes it shorter.
void main(String[] arguments) {
  var digits = Datasets.open("digits");
  long[] steps = {3_000, 6_000};
  if (arguments.length > 0) {
    steps[0] = steps[1] = Long.parseLong(arguments[0]);
  }
  try (var network = Everymode.train("pixelcnn", digits).steps(steps[0]).run();
      var scope = new Scope()) {
    var x = digits.domain().units(digits.heldOut().all()); // [n, 1, 8, 8]
    var nats = network.model().capability(Density.class).orElseThrow().logProb(x);
    double bits = -nats.mean().item_double() / 64 / Math.log(2);
    IO.println("bits per dimension of held-out digits: %.2f".formatted(bits));
    // Rows 5 to 8 of the first digit, drawn four times given the upper half.
    var missing = Ops.range(8).view(1, 8, 1).expand(1, 8, 8).ge(Ops.full(4, 1));
    var inpainter = network.model().capability(Inpainter.class).orElseThrow();
    var drawn = inpainter.inpainting(x.select(0, 0), missing).sample(4, new RandomKey(1));
    IO.println("completed digits: " + drawn.size(0));
  }
  var taught =
      Everymode.train("hgan", digits).set("teacher.steps=" + steps[0]).steps(steps[1]).run();
  IO.println("classes covered: " + taught.evaluate().verdicts().covered() + " of 10");
}
