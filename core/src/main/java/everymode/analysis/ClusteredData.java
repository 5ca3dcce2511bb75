package everymode.analysis;

import everymode.cluster.GaussianClusters;
import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.data.RowPart;
import everymode.data.Rows;
import everymode.data.catalog.RowLabels;
import everymode.error.UsageException;
import everymode.metric.EvaluatedRows;
import everymode.metric.feature.BatchedExtractor;
import everymode.metric.feature.FeatureExtractor;
import everymode.neighbour.PointSet;
import everymode.random.RandomKey;
import everymode.run.Json;
import everymode.run.RunDirectory;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// A data set whose classes are clusters.
///
/// Clusters are fitted to one part of the rows, at most 10,000 of them, and label all. Where this
/// part is the held-out rows, no training row and no sample has an influence, so tests on the
/// clusters are as exact as those on classes.
///
/// @param data the same rows with clusters as classes, by falling number of rows in the part; no
///   classes if all rows are one cluster
/// @param clusters by name, in the order of the classes, as the rows of the part show them
public record ClusteredData(Dataset data, Map<String, DataCluster> clusters) {

  private static final int MAX_ROWS = 10_000;
  private static final int MAX_NUMBERS = 50_000_000;
  private static final int BLOCK = 1_024;
  private static final int DESCRIBED = 200; // rows by which a cluster is described
  private static final int NEAREST = 6;
  private static final RandomKey KEY = new RandomKey(0).fold("clusters");

  /// Copies the map and preserves its order.
  public ClusteredData {
    clusters = Collections.unmodifiableMap(new LinkedHashMap<>(clusters));
  }

  /// Fits clusters.
  ///
  /// @param part the rows to fit them to
  /// @param extractor the network in whose features they are fitted, or null for the space in which
  ///   distances are measured
  /// @param number of clusters; 0 for as many as the rows show
  /// @param log receives progress messages
  /// @throws UsageException when there are too few rows for the number
  public static ClusteredData fit(
      Dataset data,
      RowPart part,
      @Nullable FeatureExtractor extractor,
      int number,
      Consumer<String> log) {
    if (data.stacked()) {
      throw new UsageException(
          "clusters cannot stand for the thousand classes of stacked digits; leave out --classes");
    }
    Space space = Space.of(data, extractor);
    Rows rows = part.of(data);
    log.accept("fitting clusters");
    int dim = space.points(rows, new long[] {0}).dim();
    int most = Math.clamp(MAX_NUMBERS / dim, 1, MAX_ROWS);
    long[] chosen = RandomTensors.subset(KEY, rows.size(), most);
    GaussianClusters fitted =
        GaussianClusters.fit(space.points(rows, chosen), number)
            .orElseThrow(() ->
                new UsageException(
                    String.format(
                        Locale.ROOT,
                        "the %,d %s rows of '%s' cannot be split into %d clusters of at least 5 rows; ask for fewer",
                        rows.size(),
                        part.words(),
                        data.name(),
                        number)));
    log.accept(String.format(Locale.ROOT, "assigning %,d rows to clusters", data.train().size()));
    return of(
        space,
        part,
        space.clusters(data.train(), fitted),
        space.clusters(data.heldOut(), fitted),
        List.of());
  }

  /// Reads the cluster of each row from a file; see [RowLabels].
  ///
  /// @param part the rows by which clusters are described
  /// @param extractor the network in whose features rows are near a centre, or null
  public static ClusteredData read(
      Dataset data, RowPart part, @Nullable FeatureExtractor extractor, Path file) {
    RowLabels labels = RowLabels.read(file, data);
    List<String> names =
        Stream.of(labels.train(), labels.heldOut()).flatMap(List::stream).distinct().toList();
    return of(
        Space.of(data, extractor),
        part,
        labels.train().stream().mapToLong(names::indexOf).toArray(),
        labels.heldOut().stream().mapToLong(names::indexOf).toArray(),
        names);
  }

  /// Writes the clusters as JSON by name.
  public void write(Path file) {
    ObjectNode json = Json.object();
    clusters.forEach((name, cluster) -> json.set(name, cluster.json()));
    RunDirectory.write(file, Json.file(json));
  }

  /// Orders, names and describes clusters.
  ///
  /// @param names of the clusters; empty to number them
  private static ClusteredData of(
      Space space, RowPart part, long[] train, long[] held, List<String> names) {
    long[] both = LongStream.concat(Arrays.stream(train), Arrays.stream(held)).toArray();
    long[] label =
        switch (part) {
          case TRAIN -> train;
          case HELD_OUT -> held;
          case ALL -> both;
        };
    int[] rows = new int[1 + (int) Arrays.stream(both).max().orElse(0)];
    Arrays.stream(label).forEach(c -> rows[(int) c]++);
    long[] order =
        Arrays.stream(both)
            .distinct()
            .boxed()
            .sorted(
                Comparator.<Long>comparingInt(c -> -rows[c.intValue()])
                    .thenComparing(Comparator.naturalOrder()))
            .mapToLong(Long::longValue)
            .toArray();
    Dataset data = space.data;
    if (order.length == 1) {
      return new ClusteredData(data.labelled(null, null, List.of()), Map.of());
    }
    long[] position = new long[rows.length];
    Map<String, DataCluster> clusters = new LinkedHashMap<>();
    for (long c : order) {
      position[(int) c] = clusters.size();
      String name = names.isEmpty() ? "" : names.get((int) c);
      boolean number = name.isEmpty() || name.matches("[-+.0-9]+");
      String own = name.isEmpty() ? Integer.toString(1 + clusters.size()) : name;
      clusters.put(number ? "cluster " + own : own, space.described(part.of(data), label, c));
    }
    return new ClusteredData(
        data.labelled(
            Arrays.stream(train).map(c -> position[(int) c]).toArray(),
            Arrays.stream(held).map(c -> position[(int) c]).toArray(),
            List.copyOf(clusters.keySet())),
        clusters);
  }

  /// Where distances are measured.
  private record Space(Dataset data, @Nullable BatchedExtractor extractor) {

    static Space of(Dataset data, @Nullable FeatureExtractor extractor) {
      return new Space(data, extractor == null ? null : BatchedExtractor.of(extractor, data));
    }

    EvaluatedRows rows(Rows rows, long[] chosen) {
      try (var _ = new Scope()) {
        return EvaluatedRows.of(data, data.domain().units(rows.x(chosen)), extractor, true);
      }
    }

    PointSet points(Rows rows, long[] chosen) {
      List<PointSet> blocks = new ArrayList<>();
      for (int from = 0; from < chosen.length; from += BLOCK) {
        int to = Math.min(chosen.length, from + BLOCK);
        blocks.add(rows(rows, Arrays.copyOfRange(chosen, from, to)).points());
      }
      return PointSet.join(blocks);
    }

    long[] clusters(Rows rows, GaussianClusters fitted) {
      long[] clusters = new long[rows.size()];
      for (int from = 0; from < clusters.length; from += BLOCK) {
        long[] block = LongStream.range(from, Math.min(clusters.length, from + BLOCK)).toArray();
        System.arraycopy(fitted.of(points(rows, block)), 0, clusters, from, block.length);
      }
      return clusters;
    }

    /// Describes the cluster of rows with a label, by its first rows.
    DataCluster described(Rows rows, long[] label, long wanted) {
      long[] own =
          IntStream.range(0, label.length).filter(i -> label[i] == wanted).asLongStream().toArray();
      if (own.length == 0) {
        return DataCluster.NONE;
      }
      EvaluatedRows some = rows(rows, Arrays.copyOf(own, Math.min(DESCRIBED, own.length)));
      PointSet points = some.points();
      double[] mean = points.mean();
      List<Long> nearest =
          IntStream.range(0, points.n())
              .boxed()
              .sorted(Comparator.comparingDouble(i -> squared(points, i, mean)))
              .limit(NEAREST)
              .map(i -> own[i])
              .toList();
      return new DataCluster(own.length, nearest, centre(some));
    }

    private static double squared(PointSet points, int i, double[] mean) {
      double[] point = points.point(i);
      return IntStream.range(0, mean.length)
          .mapToDouble(c -> (point[c] - mean[c]) * (point[c] - mean[c]))
          .sum();
    }

    /// The mean, coordinates far from those of the training rows first.
    private Map<String, Double> centre(EvaluatedRows rows) {
      double[] units = rows.units().mean();
      Map<String, Double> centre = new LinkedHashMap<>();
      switch (data.domain()) {
        case Domain.Images _, Domain.Grid _ -> {}
        case Domain.Points _ ->
            IntStream.range(0, units.length).forEach(c -> centre.put("x" + (c + 1), units[c]));
        case Domain.Table(var columns, _) -> {
          double[] standard = rows.space().mean();
          IntStream.range(0, units.length)
              .boxed()
              .sorted(Comparator.comparingDouble(c -> -Math.abs(standard[c])))
              .forEach(c -> centre.put(columns.get(c).name(), units[c]));
        }
      }
      return centre;
    }
  }
}
