package everymode.analysis;

import everymode.classifier.ComponentClassifier;
import everymode.cluster.BaselineClusterings;
import everymode.cluster.ClusterAgreement;
import everymode.data.Dataset;
import everymode.data.Rows;
import everymode.metric.feature.FeatureExtractor;
import everymode.report.Chart;
import everymode.run.Json;
import everymode.run.RunDirectory;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import tools.jackson.databind.node.ObjectNode;

/// Real rows sorted by the components of a mixture, and how well that agrees with their classes.
///
/// @param data what was sorted
/// @param components how many clusters there are
/// @param parts training rows, then held-out rows
/// @param agreement by part and way of clustering; empty without classes
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
  /// @param rows the rows
  /// @param own their clusters
  public record ClusteredRows(String name, Rows rows, ComponentClassifier.Assignments own) {}

  /// Sorts all rows of a set, and for comparison, where rows fit into memory, by k-means and a
  /// mixture of Gaussians.
  ///
  /// @param data what to sort
  /// @param classifier names the component of a sample
  /// @param components how many there are
  /// @param seed decides the draws of the other ways
  /// @param said told what is being done
  /// @return the sorted rows
  public static ClusterAnalysis of(
      Dataset data, FeatureExtractor classifier, int components, long seed, Consumer<String> said) {
    List<ClusteredRows> parts =
        List.of(
            new ClusteredRows(
                "train", data.train(), ComponentClassifier.assign(classifier, data, data.train())),
            new ClusteredRows(
                "held-out",
                data.heldOut(),
                ComponentClassifier.assign(classifier, data, data.heldOut())));
    Map<String, Map<String, ClusterAgreement.Indices>> agreement = new LinkedHashMap<>();
    if (data.train().label() != null && data.heldOut().label() != null) {
      Optional<BaselineClusterings> plain = plain(data, components, seed, said);
      parts.forEach(part -> agreement.put(part.name, ways(data, part, plain)));
    }
    return new ClusterAnalysis(data, components, parts, agreement);
  }

  private static Optional<BaselineClusterings> plain(
      Dataset data, int components, long seed, Consumer<String> said) {
    if (data.train().outOfCore() || data.heldOut().outOfCore()) {
      return Optional.empty();
    }
    said.accept("  k-means and a Gaussian mixture, to compare with");
    try (var _ = new Scope()) {
      return Optional.of(BaselineClusterings.fit(space(data, data.train()), components, seed));
    }
  }

  private static Map<String, ClusterAgreement.Indices> ways(
      Dataset data, ClusteredRows part, Optional<BaselineClusterings> plain) {
    int[] truth = labels(part.rows);
    Map<String, ClusterAgreement.Indices> ways = new LinkedHashMap<>();
    ways.put("this run", ClusterAgreement.of(truth, part.own.cluster()));
    plain.ifPresent(other -> {
      try (var _ = new Scope()) {
        Tensor x = space(data, part.rows);
        ways.put("k-means", ClusterAgreement.of(truth, other.means(x)));
        other
            .mixture(x)
            .ifPresent(found -> ways.put("Gaussian mixture", ClusterAgreement.of(truth, found)));
      }
    });
    return ways;
  }

  private static Tensor space(Dataset data, Rows rows) {
    return data.domain().space(data.domain().units(rows.all()));
  }

  private static int[] labels(Rows rows) {
    try (var _ = new Scope()) {
      return Arrays.stream(Ops.longs(Objects.requireNonNull(rows.label())))
          .mapToInt(Math::toIntExact)
          .toArray();
    }
  }

  /// Writes `assignments.csv`, `cluster.json` and, with classes, `contingency.svg`.
  ///
  /// @param folder where to
  public void write(Path folder) {
    RunDirectory.write(folder.resolve("assignments.csv"), utf8(assignments()));
    RunDirectory.write(folder.resolve("cluster.json"), utf8(Json.file(json())));
    if (!agreement.isEmpty()) {
      String picture =
          Chart.table(
              "Held-out rows by class and cluster",
              data.classes(),
              IntStream.range(0, components).mapToObj(Integer::toString).toList(),
              counts(parts.getLast()));
      RunDirectory.write(folder.resolve("contingency.svg"), utf8(picture));
    }
  }

  /// The agreement as a table for people.
  ///
  /// @return lines without a break at the end
  public String text() {
    if (agreement.isEmpty()) {
      return "  the rows have no classes, so nothing says how good the clusters are";
    }
    StringBuilder text =
        new StringBuilder(
            "    %-9s %-17s %8s %8s %8s %8s"
                .formatted("rows", "clusters", "accuracy", "NMI", "NMI (a)", "ARI"));
    agreement.forEach((part, ways) ->
        ways.forEach((way, r) ->
            text.append(
                "%n    %-9s %-17s %8.3f %8.3f %8.3f %8.3f%s"
                    .formatted(
                        part,
                        way,
                        r.accuracy(),
                        r.nmiGeometric(),
                        r.nmiArithmetic(),
                        r.adjustedRand(),
                        r.majority() ? "  (accuracy by majority)" : ""))));
    return text.toString();
  }

  /// The agreement as JSON.
  ///
  /// @return by part and way of clustering
  public ObjectNode json() {
    ObjectNode json = Json.object().put("data", data.name()).put("components", components);
    agreement.forEach((part, ways) -> {
      ObjectNode node = json.putObject(part);
      ways.forEach((way, r) ->
          node.putObject(way)
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
        text.append("%.4f".formatted(part.own.confidence()[i]));
        text.append(labelled ? "," + quoted(data.classes().get(label[i])) + "\n" : "\n");
      }
    }
    return text.toString();
  }

  private static String quoted(String name) {
    return name.matches("[^\",\\r\\n]*") ? name : "\"" + name.replace("\"", "\"\"") + "\"";
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
