package everymode.analysis;

import everymode.classifier.ComponentClassifier;
import everymode.cluster.BaselineClusterings;
import everymode.cluster.ClusterAgreement;
import everymode.data.Dataset;
import everymode.data.Rows;
import everymode.io.Csv;
import everymode.metric.feature.FeatureExtractor;
import everymode.report.Chart;
import everymode.run.Json;
import everymode.run.RunDirectory;
import everymode.tensor.Scope;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import tools.jackson.databind.node.ObjectNode;

/// Real rows clustered by the components of a mixture, and the agreement with their classes.
///
/// @param data the clustered data
/// @param components number of clusters
/// @param parts training rows, then held-out rows
/// @param agreement by part and clustering method; empty without classes
public record ClusterAnalysis(
    Dataset data,
    int components,
    List<ClusteredRows> parts,
    Map<String, Map<String, ClusterAgreement.Indices>> agreement) {

  /// Copies the list and the map.
  public ClusterAnalysis {
    parts = List.copyOf(parts);
    agreement = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(agreement));
  }

  /// Rows with their clusters.
  ///
  /// @param name `train` or `held-out`
  /// @param own clusters by the components of the mixture
  public record ClusteredRows(String name, Rows rows, ComponentClassifier.Assignments own) {}

  /// Clusters all rows of a data set and, where rows fit into memory, compares with k-means and a
  /// Gaussian mixture model.
  ///
  /// @param data the data to cluster
  /// @param classifier classifier of the components
  /// @param components number of components
  /// @param seed seed of the baseline methods
  /// @param progress receives progress messages
  public static ClusterAnalysis of(
      Dataset data,
      FeatureExtractor classifier,
      int components,
      long seed,
      Consumer<String> progress) {
    ClusteredRows train = assigned("train", data.train(), data, classifier);
    List<ClusteredRows> parts =
        List.of(train, assigned("held-out", data.heldOut(), data, classifier));
    Map<String, Map<String, ClusterAgreement.Indices>> agreement = new LinkedHashMap<>();
    if (data.train().label() != null && data.heldOut().label() != null) {
      Optional<BaselineClusterings> baselines = baselines(data, components, seed, progress);
      parts.forEach(part -> agreement.put(part.name, methods(data, part, baselines)));
    }
    return new ClusterAnalysis(data, components, parts, agreement);
  }

  private static ClusteredRows assigned(
      String name, Rows rows, Dataset data, FeatureExtractor classifier) {
    return new ClusteredRows(name, rows, ComponentClassifier.assign(classifier, data, rows));
  }

  private static Optional<BaselineClusterings> baselines(
      Dataset data, int components, long seed, Consumer<String> progress) {
    if (data.train().outOfCore() || data.heldOut().outOfCore()) {
      return Optional.empty();
    }
    progress.accept("  k-means and a Gaussian mixture, for comparison");
    try (var _ = new Scope()) {
      return Optional.of(BaselineClusterings.fit(space(data, data.train()), components, seed));
    }
  }

  private static Map<String, ClusterAgreement.Indices> methods(
      Dataset data, ClusteredRows part, Optional<BaselineClusterings> baselines) {
    int[] truth = labels(part.rows);
    Map<String, ClusterAgreement.Indices> methods = new LinkedHashMap<>();
    methods.put("this run", ClusterAgreement.of(truth, part.own.cluster()));
    baselines.ifPresent(fitted -> {
      try (var _ = new Scope()) {
        Tensor x = space(data, part.rows);
        methods.put("k-means", ClusterAgreement.of(truth, fitted.means(x)));
        fitted
            .mixture(x)
            .ifPresent(found -> methods.put("Gaussian mixture", ClusterAgreement.of(truth, found)));
      }
    });
    return methods;
  }

  private static Tensor space(Dataset data, Rows rows) {
    return data.domain().space(data.domain().units(rows.all()));
  }

  private static int[] labels(Rows rows) {
    return Arrays.stream(rows.labels()).mapToInt(Math::toIntExact).toArray();
  }

  /// Writes `assignments.csv`, `cluster.json` and, with classes, `contingency.svg`.
  public void write(Path folder) {
    RunDirectory.write(folder.resolve("assignments.csv"), assignments());
    RunDirectory.write(folder.resolve("cluster.json"), Json.file(json()));
    if (!agreement.isEmpty()) {
      List<String> clusters = IntStream.range(0, components).mapToObj(Integer::toString).toList();
      String title = "Held-out rows by class and cluster";
      String chart = Chart.table(title, data.classes(), clusters, counts(parts.getLast()));
      RunDirectory.write(folder.resolve("contingency.svg"), chart);
    }
  }

  /// The agreement as a text table.
  ///
  /// @return lines without a trailing line break
  public String text() {
    if (agreement.isEmpty()) {
      return "  the rows have no classes, so the clusters cannot be evaluated";
    }
    StringBuilder text =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "    %-9s %-17s %8s %8s %8s %8s",
                "rows",
                "clusters",
                "accuracy",
                "NMI",
                "NMI (a)",
                "ARI"));
    agreement.forEach((part, methods) ->
        methods.forEach((method, r) ->
            text.append(
                String.format(
                    Locale.ROOT,
                    "%n    %-9s %-17s %8.3f %8.3f %8.3f %8.3f%s",
                    part,
                    method,
                    r.accuracy(),
                    r.nmiGeometric(),
                    r.nmiArithmetic(),
                    r.adjustedRand(),
                    r.majority() ? "  (accuracy by majority)" : ""))));
    return text.toString();
  }

  /// The agreement as JSON, by part and clustering method.
  public ObjectNode json() {
    ObjectNode json = Json.object().put("data", data.name()).put("components", components);
    agreement.forEach((part, methods) -> {
      ObjectNode node = json.putObject(part);
      methods.forEach((method, r) ->
          node.putObject(method)
              .put("accuracy", r.accuracy())
              .put("nmi", r.nmiGeometric())
              .put("nmiArithmetic", r.nmiArithmetic())
              .put("ari", r.adjustedRand())
              .put("majority", r.majority()));
    });
    return json;
  }

  private long[][] counts(ClusteredRows part) {
    long[][] counts = new long[data.classes().size()][components];
    int[] label = labels(part.rows);
    for (int i = 0; i < label.length; i++) {
      counts[label[i]][part.own.cluster()[i]]++;
    }
    return counts;
  }

  private String assignments() {
    boolean labelled = data.train().label() != null;
    StringBuilder text = new StringBuilder("part,row,cluster,confidence");
    text.append(labelled ? ",class\n" : "\n");
    for (ClusteredRows part : parts) {
      int[] label = labelled ? labels(part.rows) : new int[0];
      for (int i = 0; i < part.own.cluster().length; i++) {
        text.append(part.name).append(',').append(i).append(',');
        text.append(part.own.cluster()[i]).append(',');
        text.append(String.format(Locale.ROOT, "%.4f", part.own.confidence()[i]));
        text.append(labelled ? "," + Csv.cell(data.classes().get(label[i])) + "\n" : "\n");
      }
    }
    return text.toString();
  }
}
