import everymode.random.RandomKey;
import everymode.data.catalog.Datasets;
import everymode.metric.Evaluation;
import everymode.tensor.Ops;
import everymode.sample.Sampler;

// Finds the classes that a generator does not cover. Any sampler can be evaluated: this one copies
// training images, but only of the digits 0 to 4.
void main() {
  var digits = Datasets.open("digits");
  long[] labels = Ops.longs(digits.train().label());
  long[] known =
      java.util.stream.LongStream.range(0, labels.length)
          .filter(row -> labels[(int) row] < 5)
          .toArray();
  Sampler partial =
      (n, key) -> {
        // All randomness comes from the random key, so that the results are reproducible.
        long[] rows = key.random().ints(n, 0, known.length).mapToLong(i -> known[i]).toArray();
        return digits.train().x(rows);
      };
  var scores = Evaluation.of(digits, partial, new RandomKey(1));
  // Every image is real, so precision is high; coverage by class shows what is missing.
  IO.println("precision %.2f".formatted(scores.all().get("precision").value()));
  IO.println("coverage  %.2f".formatted(scores.all().get("coverage").value()));
  scores.classes().keySet().stream()
      .filter(label -> !scores.covers(label))
      .forEach(label -> IO.println("missed    " + label));
}
