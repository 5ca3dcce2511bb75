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

// Trains GM-GAN on handwritten digits, trades diversity for quality, and clusters real digits by
// Gaussian.
void main() throws IOException {
  var digits = Datasets.open("digits");
  var trained = Everymode.train("gmgan", digits).set("prior.components=10").steps(600).run();
  var mixture = (Sampler.AdjustableSampler) trained.sampler();
  // Halves the covariance of every Gaussian, without further training.
  for (double scale : new double[] {1, 0.5}) {
    var adjusted = mixture.adjusted(MixtureAdjustment.all(mixture.components(), scale));
    var scores = Evaluation.of(digits, adjusted::sample, new RandomKey(1)).all();
    IO.println(
        "covariance scale %.1f: precision %.2f, coverage %.2f"
            .formatted(scale, scores.get("precision").value(), scores.get("coverage").value()));
  }
  // A classifier learns which Gaussian generated a sample, and is then applied to real digits.
  var labelled = ComponentClassifier.made(digits, mixture, 400, new RandomKey(1).fold("cluster"));
  var file = Files.createTempDirectory("gaussians").resolve("classifier.safetensors");
  var training = new ClassifierTraining(labelled, file, 1, 300, _ -> {});
  training.train(() -> false);
  training.finish();
  var classifier = FeatureExtractors.open(file);
  IO.println(ClusterAnalysis.of(digits, classifier, mixture.components(), 1, _ -> {}).text());
}
