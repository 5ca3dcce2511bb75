import everymode.Everymode;
import everymode.random.RandomKey;
import everymode.data.catalog.Datasets;
import everymode.classifier.ClassifierTraining;
import everymode.classifier.ComponentClassifier;
import everymode.classifier.FeatureExtractors;
import everymode.metric.Evaluation;
import everymode.analysis.ClusterAnalysis;
import everymode.sample.MixtureAdjustment;
import everymode.sample.Sampler;
import java.io.IOException;
import java.nio.file.Files;

// Trains GM-GAN on handwritten digits, trades variety for quality, and sorts real digits by Gaussian.
void main() throws IOException {
  var digits = Datasets.open("digits");
  var trained = Everymode.train("gmgan", digits).set("prior.components=10").steps(600).run();
  var mixture = (Sampler.AdjustableSampler) trained.sampler();
  // Half the covariance of every Gaussian; nothing is trained anew.
  for (double spread : new double[] {1, 0.5}) {
    var law = mixture.adjusted(MixtureAdjustment.all(mixture.components(), spread));
    var scores = Evaluation.of(digits, law::sample, new RandomKey(1)).all();
    IO.println(
        "spread %.1f: precision %.2f, coverage %.2f"
            .formatted(spread, scores.get("precision").value(), scores.get("coverage").value()));
  }
  // A classifier learns which Gaussian a sample came from, and is asked about real digits.
  var made = ComponentClassifier.made(digits, mixture, 400, new RandomKey(1).fold("cluster"));
  var file = Files.createTempDirectory("gaussians").resolve("classifier.safetensors");
  var learning = new ClassifierTraining(made, file, 1, 300, _ -> {});
  learning.train(() -> false);
  learning.finish();
  IO.println(ClusterAnalysis.of(digits, FeatureExtractors.open(file), mixture.components(), 1, _ -> {}).text());
}
