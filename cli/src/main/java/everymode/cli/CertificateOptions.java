package everymode.cli;

import everymode.certify.Certification;
import everymode.classifier.FeatureExtractors;
import everymode.coverage.CertificatePlan;
import everymode.data.Dataset;
import everymode.data.Rows;
import everymode.error.UsageException;
import everymode.metric.feature.FeatureExtractor;
import everymode.sample.NamedSampler;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What a certificate claims.
final class CertificateOptions {

  @Option(
      names = "--rows",
      defaultValue = "held-out",
      description = "The points: held-out or train (default: ${DEFAULT-VALUE}).")
  private String rows = "held-out";

  @Option(
      names = "--ratio",
      defaultValue = "0.25",
      description = "Share of the data's mass that a ball must get (default: ${DEFAULT-VALUE}).")
  private double ratio = 0.25;

  @Option(
      names = "--confidence",
      defaultValue = "0.95",
      description = "That nothing is certified falsely (default: ${DEFAULT-VALUE}).")
  private double confidence = 0.95;

  @Option(
      names = "--k",
      defaultValue = "50",
      description = "A ball reaches to the k-th other point (default: ${DEFAULT-VALUE}).")
  private int k = 50;

  @Option(
      names = "--share",
      defaultValue = "0.95",
      description = "Points to be certified for the verdict (default: ${DEFAULT-VALUE}).")
  private double share = 0.95;

  @Option(
      names = "--samples",
      paramLabel = "MAX",
      description = "Samples at most (default: six looks, 256 for each 1/ratio of a ball).")
  private long samples;

  @Option(
      names = "--features",
      paramLabel = "FILE",
      description = "Measure distances between the features of a judge.")
  private @Nullable Path features;

  @Nullable Path features() {
    return features;
  }

  /// Draws a generator's samples until all looks are done, and writes the certificate; or until
  /// Ctrl-C.
  ///
  /// @param folder where finished looks are kept, and the certificate is written
  /// @param what what is told of the progress begins with it
  /// @param stopped what is said after Ctrl-C
  static Optional<Certification.TimedCertificate> draw(
      Certification certification,
      NamedSampler generator,
      Path folder,
      String what,
      String stopped,
      Console console) {
    try (InterruptHandler stop = new InterruptHandler()) {
      Path part = folder.resolve("certificate.part.json");
      var result = certification.of(generator, part, stop, text -> console.progress(what + text));
      // Before the scope of the stop ends, and after Ctrl-C the process with it.
      result.ifPresentOrElse(
          done -> certification.write(done, folder), () -> console.info(stopped));
      return result;
    }
  }

  /// The certification of some data's points.
  ///
  /// @param population whether the claim is about the law behind the data
  Certification of(Dataset data, boolean population) {
    if (samples < 0) {
      throw new UsageException("--samples must be at least 1, but is " + samples);
    }
    Rows points =
        switch (rows) {
          case "held-out" -> data.heldOut();
          case "train" -> data.train();
          default -> throw new UsageException("--rows must be held-out or train, but is " + rows);
        };
    FeatureExtractor extractor = features == null ? null : FeatureExtractors.open(features);
    try {
      CertificatePlan plan =
          CertificatePlan.of(points.size(), k, ratio, confidence, share, population, samples);
      return new Certification(data, points, rows, extractor, plan);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--" + e.getMessage(), e);
    }
  }
}
