package everymode.cli;

import everymode.analysis.ClusteredData;
import everymode.certify.Certification;
import everymode.certify.Certification.TimedCertificate;
import everymode.certify.PointClasses;
import everymode.coverage.CertificatePlan;
import everymode.data.Dataset;
import everymode.data.RowPart;
import everymode.data.Rows;
import everymode.data.catalog.Samples;
import everymode.error.UsageException;
import everymode.metric.ClassSource;
import everymode.metric.feature.FeatureExtractor;
import everymode.run.RunDirectory;
import everymode.run.Trained;
import everymode.sample.NamedSampler;
import everymode.tensor.Scope;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The claim of a certificate.
final class CertificateOptions {

  @Option(names = "--rows", paramLabel = "PART", description = EvaluationOptions.ROWS)
  private @Nullable String rows;

  @Mixin private ClassOptions classOptions = new ClassOptions();

  @Option(
      names = "--ratio",
      defaultValue = "0.25",
      description =
          "A ball is covered if it gets this fraction of the data's mass in it (default:"
              + " ${DEFAULT-VALUE}).")
  private double ratio = 0.25;

  @Option(
      names = "--confidence",
      defaultValue = "0.95",
      description = "Confidence that no point is certified wrongly (default: ${DEFAULT-VALUE}).")
  private double confidence = 0.95;

  @Option(
      names = "--k",
      defaultValue = "50",
      description = "A ball reaches to the k-th nearest other point (default: ${DEFAULT-VALUE}).")
  private int k = 50;

  @Option(
      names = "--share",
      defaultValue = "0.95",
      description = "Fraction of points to certify for the verdict (default: ${DEFAULT-VALUE}).")
  private double share = 0.95;

  @Option(
      names = "--samples",
      paramLabel = "MAX",
      description =
          "Maximum number of samples (default: six looks, up to an expected 256/RATIO per ball).")
  private long samples;

  @Option(
      names = "--features",
      paramLabel = EvaluationOptions.FEATURE_VALUES,
      description = EvaluationOptions.FEATURE_CHOICE)
  private @Nullable String features;

  /// Whether distances are measured in the features of a network that was asked for.
  boolean learned() {
    return features != null && !features.equals(FeatureChoice.NONE);
  }

  /// The file of a network; for commands that train what is measured in its features.
  @Nullable Path features() {
    Arguments.require(
        !FeatureChoice.AUTO.equals(features),
        "--features auto needs a finished run; train a classifier with 'classifier train' and give"
            + " its file");
    return learned() ? Path.of(String.valueOf(features)) : null;
  }

  /// A run as what is certified.
  static NamedSampler named(Trained run) {
    return new NamedSampler(run.directory().path().toString(), run.stateHash(), run.sampler());
  }

  /// Draws samples of a generator until all looks are done, and writes the certificate; after
  /// Ctrl-C the result is empty.
  ///
  /// @param folder for the finished looks and the certificate
  /// @param prefix of each progress message
  /// @param stopped the message after Ctrl-C
  static Optional<TimedCertificate> draw(
      Certification certification,
      NamedSampler generator,
      Path folder,
      String prefix,
      String stopped,
      Console console) {
    try (InterruptHandler stop = new InterruptHandler()) {
      Path part = folder.resolve("certificate.part.json");
      var result = certification.of(generator, part, stop, text -> console.progress(prefix + text));
      // Before the handler closes, which ends the process after Ctrl-C.
      result.ifPresentOrElse(
          done -> certification.write(done, folder), () -> console.info(stopped));
      return result;
    }
  }

  /// Counts the samples of a file or folder, and writes the certificate.
  ///
  /// @param folder for the certificate
  /// @param prefix of each progress message
  static TimedCertificate count(
      Certification certification, String samples, Path folder, String prefix, Console console) {
    try (var _ = new Scope()) {
      var all = Samples.read(samples, certification.data().domain());
      var result = certification.of(samples, all, text -> console.progress(prefix + text));
      certification.write(result, folder);
      return result;
    }
  }

  /// The certification of the chosen points of a data set.
  ///
  /// @param population whether the claim is about the distribution behind the data
  /// @param foreign whether what is certified is known not to have been trained on the data, so
  ///   that all rows are points unless the data have a test part of their own
  /// @param run the run that is certified, or null for another generator
  /// @param console receives messages of a classifier that is trained and of clusters
  Certification of(
      Dataset data,
      boolean population,
      boolean foreign,
      @Nullable RunDirectory run,
      Console console) {
    Arguments.require(samples >= 0, "--samples must be at least 1, but is " + samples);
    RowPart part = EvaluationOptions.part(rows, data, foreign && !data.train().outOfCore());
    boolean decide = classOptions.source() != ClassSource.IGNORE;
    String network = population ? FeatureChoice.NONE : features;
    FeatureExtractor extractor = new FeatureChoice(network, run, data).open(console);
    Dataset judged =
        classOptions.clusters(data, part, extractor, console).map(ClusteredData::data).orElse(data);
    Rows points = part.of(judged);
    PointClasses classes = PointClasses.of(judged, points, decide);
    try {
      CertificatePlan plan =
          CertificatePlan.of(points.size(), k, ratio, confidence, share, population, samples);
      return new Certification(judged, points, part.words(), extractor, plan, classes);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--" + e.getMessage(), e);
    }
  }
}
