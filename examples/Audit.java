import everymode.random.RandomKey;
import everymode.data.catalog.Datasets;
import everymode.metric.Evaluation;
import everymode.tensor.Ops;
import everymode.sample.Sampler;

// Shows what a generator misses. Any generator will do: this one copies training images, but only
// of the digits 0 to 4.
void main() {
  var digits = Datasets.open("digits");
  long[] labels = Ops.longs(digits.train().label());
  long[] known =
      java.util.stream.LongStream.range(0, labels.length)
          .filter(row -> labels[(int) row] < 5)
          .toArray();
  Sampler half =
      (n, key) -> {
        // Draws come from the chance that is handed in, so that the figures can be had again.
        long[] rows = key.random().ints(n, 0, known.length).mapToLong(i -> known[i]).toArray();
        return digits.train().x(rows);
      };
  var scores = Evaluation.of(digits, half, new RandomKey(1));
  // Every image is a real one, so precision sees nothing; coverage by class tells what is missing.
  IO.println("precision %.2f".formatted(scores.all().get("precision").value()));
  IO.println("coverage  %.2f".formatted(scores.all().get("coverage").value()));
  scores.classes().keySet().stream()
      .filter(label -> !scores.covers(label))
      .forEach(label -> IO.println("missed    " + label));
}
