package everymode.report;

import everymode.coverage.ClassVerdict.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The report's section about the clusters that stand for classes.
public final class ClusterSection {

  private static final String NOTE =
      """
      Clusters of the held-out rows stand for classes. Each is shown by the rows nearest to its \
      centre, or by the centre itself. Expected are the samples that would count for it if they had \
      its share of the data.\
      """;

  private ClusterSection() {}

  /// A cluster with its verdict.
  ///
  /// @param rows number of its held-out rows
  /// @param png PNG file of the images nearest to its centre; null for other data
  /// @param place where its centre is; empty for images
  /// @param seen samples that count for it
  /// @param due as many as the data would give; NaN if unknown
  @SuppressWarnings("ArrayRecordComponent") // large and read-only; never compared as a value
  public record JudgedCluster(
      String name,
      Outcome outcome,
      long rows,
      byte @Nullable [] png,
      String place,
      long seen,
      double due) {}

  /// The section; empty without clusters.
  ///
  /// @param clusters in the order of the data
  public static Stream<Section> of(List<JudgedCluster> clusters) {
    if (clusters.isEmpty()) {
      return Stream.empty();
    }
    boolean images = clusters.stream().anyMatch(cluster -> cluster.png != null);
    List<String> columns =
        List.of("Cluster", "Verdict", "Seen, expected", "Rows", images ? "Images" : "Centre");
    List<List<String>> rows = new ArrayList<>();
    for (JudgedCluster cluster : clusters) {
      rows.add(
          List.of(
              Format.escape(cluster.name),
              Format.escape(cluster.outcome.words()),
              Format.escape(
                  String.format(
                      Locale.ROOT,
                      "%s, %s",
                      Format.count(cluster.seen),
                      Format.number(cluster.due))),
              Format.count(cluster.rows),
              cluster.png == null
                  ? Format.escape(cluster.place)
                  : Html.image("png", "Images of " + cluster.name, cluster.png)));
    }
    return Section.of("Clusters", NOTE, Html.tableOfHtml(" class=\"compact\"", columns, rows));
  }
}
