import everymode.Everymode;
import everymode.chance.Chance;
import everymode.data.Datasets;
import everymode.judge.Clusters;
import everymode.judge.JudgeTraining;
import everymode.judge.Judges;
import everymode.metric.Evaluation;
import everymode.run.Sorting;
import everymode.train.Sampler;
import everymode.train.Steering;
import java.io.IOException;
import java.nio.file.Files;

// Trains GM-GAN on handwritten digits, trades variety for quality, and sorts real digits by Gaussian.
void main() throws IOException {
  var digits = Datasets.open("digits");
  var trained = Everymode.train("gmgan", digits).set("prior.components=10").steps(600).run();
  var mixture = (Sampler.Steered) trained.sampler();
  // Half the covariance of every Gaussian; nothing is trained anew.
  for (double spread : new double[] {1, 0.5}) {
    var law = mixture.steered(Steering.all(mixture.components(), spread));
    var scores = Evaluation.of(digits, law::sample, new Chance(1)).all();
    IO.println(
        "spread %.1f: precision %.2f, coverage %.2f"
            .formatted(spread, scores.get("precision").value(), scores.get("coverage").value()));
  }
  // A classifier learns which Gaussian a sample came from, and is asked about real digits.
  var made = Clusters.made(digits, mixture, 400, new Chance(1).at("cluster"));
  var file = Files.createTempDirectory("gaussians").resolve("classifier.safetensors");
  var learning = new JudgeTraining(made, file, 1, 300, _ -> {});
  learning.train(() -> false);
  learning.finish();
  IO.println(Sorting.of(digits, Judges.open(file), mixture.components(), 1, _ -> {}).text());
}
