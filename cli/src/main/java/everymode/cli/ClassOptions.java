package everymode.cli;

import everymode.analysis.ClusteredData;
import everymode.data.Dataset;
import everymode.data.RowPart;
import everymode.metric.ClassSource;
import everymode.metric.feature.FeatureExtractor;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What the classes are that are judged.
final class ClassOptions {

  private static final String LABELS = "labels";
  private static final String IGNORE = "ignore";
  private static final String AUTO = "auto";
  private static final int LISTED = 30; // clusters
  private static final int MAX_CLUSTERS = 1_000;

  @Option(
      names = "--classes",
      paramLabel = "SOURCE",
      defaultValue = LABELS,
      description =
          "The classes to judge: labels, clusters of the rows (auto, auto:K, or a .csv file with a"
              + " column 'cluster'), or ignore for none (default: ${DEFAULT-VALUE}).")
  private String source = LABELS;

  /// The kind of classes.
  ClassSource source() {
    if (source.equals(LABELS)) {
      return ClassSource.LABELS;
    }
    if (source.equals(IGNORE)) {
      return ClassSource.IGNORE;
    }
    Arguments.require(
        automatic() || source.toLowerCase(Locale.ROOT).endsWith(".csv"),
        "--classes must be labels, ignore, auto, auto:K or a .csv file of clusters, but is "
            + source);
    if (automatic()) {
      number();
    }
    return ClassSource.CLUSTERS;
  }

  private boolean automatic() {
    return source.equals(AUTO) || source.startsWith(AUTO + ":");
  }

  /// The data with clusters as classes, and lists them.
  ///
  /// @param part the rows that clusters are fitted to
  /// @return empty if clusters were not asked for
  Optional<ClusteredData> clusters(
      Dataset data, RowPart part, @Nullable FeatureExtractor extractor, Console console) {
    if (source() != ClassSource.CLUSTERS) {
      return Optional.empty();
    }
    ClusteredData clusters =
        automatic()
            ? ClusteredData.fit(
                data, part, extractor, number(), text -> console.progress("  " + text))
            : ClusteredData.read(data, part, extractor, Path.of(source));
    list(clusters, part, console);
    return Optional.of(clusters);
  }

  /// K; 0 without one.
  private int number() {
    if (source.equals(AUTO)) {
      return 0;
    }
    String text = source.substring(AUTO.length() + 1);
    int number = text.matches("[0-9]{1,6}") ? Integer.parseInt(text) : 0;
    Arguments.require(
        number >= 2 && number <= MAX_CLUSTERS,
        String.format(
            Locale.ROOT,
            "--classes auto:K needs a K from 2 to %,d, but is %s",
            MAX_CLUSTERS,
            source));
    return number;
  }

  private static void list(ClusteredData found, RowPart part, Console console) {
    String rows =
        String.format(
            Locale.ROOT,
            "%,d %s %s",
            part.of(found.data()).size(),
            part == RowPart.ALL ? "training and held-out" : part.words(),
            found.data().domain().noun());
    if (found.clusters().isEmpty()) {
      console.info(
          String.format(Locale.ROOT, "  the %s are one cluster, so no class is judged", rows));
      return;
    }
    console.info(
        String.format(
            Locale.ROOT,
            "  %d clusters of %s stand for classes; their rows%s and some central rows:",
            found.clusters().size(),
            rows,
            found.data().domain().image().isPresent() ? "" : ", centres"));
    found.clusters().entrySet().stream()
        .limit(LISTED)
        .forEach(entry ->
            console.info(
                String.format(
                    Locale.ROOT,
                    "    %-12s %,7d   %s%s",
                    entry.getKey(),
                    entry.getValue().rows(),
                    entry.getValue().centre().isEmpty() ? "" : entry.getValue().place() + "   ",
                    entry.getValue().nearest().stream()
                        .limit(3)
                        .map(String::valueOf)
                        .collect(Collectors.joining(", ")))));
  }
}
