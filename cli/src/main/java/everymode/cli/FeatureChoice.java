package everymode.cli;

import everymode.classifier.ClassifierCard;
import everymode.classifier.ClassifierTraining;
import everymode.classifier.FeatureExtractors;
import everymode.data.Dataset;
import everymode.data.TrainingHalves;
import everymode.error.EverymodeException;
import everymode.error.UsageException;
import everymode.metric.feature.FeatureExtractor;
import everymode.run.RunDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The network in whose features is measured: a file, or one that is trained and kept.
///
/// @param text the value of `--features`: a file, `auto`, `none`, or null if it was not given
/// @param directory the run that is measured, or null for samples
/// @param data the data that it is measured against
record FeatureChoice(@Nullable String text, @Nullable RunDirectory directory, Dataset data) {

  static final String AUTO = "auto";
  static final String NONE = "none";

  /// Opens the network; without `--features`, the classifier in the directory of the run, if it was
  /// trained on these data.
  ///
  /// @return null for the rows themselves
  /// @throws EverymodeException when the network is missing or does not fit
  @Nullable FeatureExtractor open(Console console) {
    return AUTO.equals(text) ? automatic(console) : open();
  }

  /// Opens a network that exists: not `auto`.
  @Nullable FeatureExtractor open() {
    return switch (text) {
      case null -> directory == null ? null : kept();
      case NONE -> null;
      default -> FeatureExtractors.open(Path.of(text));
    };
  }

  /// Checks that a classifier can be trained.
  void requireLabels() {
    if (data.classes().size() < 2) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "--features auto trains a classifier, for which '%s' has no labels; give a network's file",
              data.name()));
    }
  }

  /// The classifier in the run, if it was fitted on all or half of the training rows.
  private @Nullable FeatureExtractor kept() {
    Path file = file();
    if (!Files.exists(file)) {
      return null;
    }
    String fitted = FeatureExtractors.card(file).dataHash();
    boolean fits = fitted.equals(data.hash()) || fitted.equals(TrainingHalves.fitting(data).hash());
    return fits ? FeatureExtractors.open(file) : null;
  }

  /// A classifier fitted on half of the training rows, so that the other half can be controls.
  private FeatureExtractor automatic(Console console) {
    requireLabels();
    Path file = file();
    Dataset half = TrainingHalves.fitting(data);
    if (!Files.exists(file)) {
      return trained(half, file, console);
    }
    if (!FeatureExtractors.card(file).dataHash().equals(half.hash())) {
      throw new EverymodeException(
          String.format(
              Locale.ROOT,
              "%s was trained on other data than '%s'; remove it, or give --features FILE",
              file,
              data.name()));
    }
    return FeatureExtractors.open(file);
  }

  /// Where the classifier is kept: in the run, or among the classifiers by the name of the data.
  private Path file() {
    return directory != null
        ? directory.classifier()
        : Path.of(
            "classifiers", ClassifierCommand.fileName(data.name()).replace(".safe", "-half.safe"));
  }

  private FeatureExtractor trained(Dataset half, Path file, Console console) {
    RunDirectory.makeParent(file);
    var training = new ClassifierTraining(half, file, 1, 0, console);
    console.info(
        String.format(
            Locale.ROOT,
            "  training a classifier on half of the training rows of %s, %,d steps, kept in %s",
            data.name(),
            training.steps(),
            file));
    Optional<ClassifierCard> card = ClassifierCommand.train(training, console);
    if (card.isEmpty()) {
      throw new EverymodeException(
          "the classifier is not trained yet; run the same command again to continue");
    }
    return FeatureExtractors.open(file);
  }
}
