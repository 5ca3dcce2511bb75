package everymode.report;

import everymode.report.SvgWriter.LegendEntry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The report's section about clusters of profiles.
public final class ProfileSection {

  private static final String NOTE =
      """
      Each training row belongs to its most probable cluster; it is sure if that probability is above .8. A line is \
      the median of a cluster's rows by column, its band holds the middle four fifths of them.\
      """;

  private static final int ACROSS = 3; // panels
  private static final int GAP = 14;
  private static final int HEIGHT = 84; // of a panel

  private ProfileSection() {}

  /// Values of a cluster's rows in a column.
  ///
  /// @param low a tenth of them are below
  /// @param high a tenth of them are above
  public record Band(double low, double median, double high) {}

  /// A cluster.
  ///
  /// @param rows that belong to it
  /// @param sure rows whose probability is above .8
  /// @param confidence mean probability of its rows; NaN without rows
  /// @param bands one per column; empty without rows
  /// @param shares its part in each block, with the sum 1; empty without counts
  public record Cluster(
      String name, int rows, int sure, double confidence, List<Band> bands, List<Double> shares) {

    /// Copies the lists.
    public Cluster {
      bands = List.copyOf(bands);
      shares = List.copyOf(shares);
    }
  }

  /// How far methods agree.
  ///
  /// @param methods names
  /// @param adjustedRand of each pair
  public record Agreement(List<String> methods, List<List<Double>> adjustedRand) {

    /// Copies the lists.
    public Agreement {
      methods = List.copyOf(methods);
      adjustedRand = adjustedRand.stream().map(List::copyOf).toList();
    }
  }

  /// The rows of a class.
  ///
  /// @param rows in each cluster
  public record ClassRows(String name, List<Integer> rows) {

    /// Copies the list.
    public ClassRows {
      rows = List.copyOf(rows);
    }

    /// Rows in all clusters.
    public int total() {
      return rows.stream().mapToInt(Integer::intValue).sum();
    }

    /// The cluster with the most rows.
    public int largest() {
      return rows.indexOf(Collections.max(rows));
    }
  }

  /// What is said about clusters.
  ///
  /// @param columns names
  /// @param blocks names
  /// @param classes empty without classes
  /// @param notes one sentence each
  public record Summary(
      List<String> columns,
      List<String> blocks,
      List<Cluster> clusters,
      List<ClassRows> classes,
      List<String> notes,
      Optional<Agreement> agreement) {

    /// Copies the lists.
    public Summary {
      columns = List.copyOf(columns);
      blocks = List.copyOf(blocks);
      clusters = List.copyOf(clusters);
      classes = List.copyOf(classes);
      notes = List.copyOf(notes);
    }
  }

  /// The section.
  public static Stream<Section> of(Summary summary) {
    boolean counted = summary.clusters.stream().anyMatch(c -> !c.shares.isEmpty());
    return Section.of(
        "Clusters of profiles",
        NOTE,
        profiles(summary)
            + Html.paragraph(
                "Columns from left to right: " + Format.list(summary.columns, 24) + ".")
            + summary.notes.stream().map(Html::paragraph).collect(Collectors.joining())
            + sizes(summary)
            + classes(summary)
            + (counted ? shares(summary) : "")
            + summary.agreement.map(ProfileSection::agreement).orElse(""));
  }

  /// One panel per cluster, all with the same axes.
  static String profiles(Summary summary) {
    List<Cluster> drawn = summary.clusters.stream().filter(c -> !c.bands.isEmpty()).toList();
    List<Double> values =
        drawn.stream()
            .flatMap(c -> c.bands.stream())
            .flatMap(band -> Stream.of(band.low, band.high))
            .toList();
    SvgWriter svg = new SvgWriter();
    LinearAxis range = LinearAxis.over(values, 0, 1).widened(0.05);
    double left = 8 + range.labelWidth();
    double width = (SvgWriter.WIDTH - left - (ACROSS - 1) * GAP) / ACROSS;
    int rows = Math.ceilDiv(Math.max(1, drawn.size()), ACROSS);
    double step = HEIGHT + 2.0 * SvgWriter.LINE;
    for (int i = 0; i < drawn.size(); i++) {
      double x = left + i % ACROSS * (width + GAP);
      double y = SvgWriter.LINE + Math.floorDiv(i, ACROSS) * step;
      LinearAxis axis = new LinearAxis(range.low(), range.high(), y + HEIGHT, y);
      for (double tick : range.ticks()) {
        svg.line("rule", x, axis.at(tick), x + width, axis.at(tick));
        if (i % ACROSS == 0) {
          svg.text("soft end", left - 6, axis.at(tick) + 4, range.label(tick));
        }
      }
      panel(svg, drawn.get(i).bands, axis, x, width);
      svg.text(
          "",
          x,
          y - 5,
          String.format(
              Locale.ROOT, "%s: %s rows", drawn.get(i).name, Format.count(drawn.get(i).rows)));
    }
    return svg.done(
        "Profiles of the clusters over the columns " + Format.list(summary.columns, 12),
        drawn.stream().map(ProfileSection::describe),
        rows * step);
  }

  private static void panel(
      SvgWriter svg, List<Band> bands, LinearAxis axis, double x, double width) {
    double apart = bands.size() > 1 ? width / (bands.size() - 1) : 0;
    StringBuilder band = new StringBuilder();
    StringBuilder line = new StringBuilder();
    for (int k = 0; k < bands.size(); k++) {
      String mark = k == 0 ? "M" : "L";
      band.append(mark).append(SvgWriter.at(x + k * apart, axis.at(bands.get(k).high)));
      line.append(mark).append(SvgWriter.at(x + k * apart, axis.at(bands.get(k).median)));
    }
    for (int k = bands.size() - 1; k >= 0; k--) {
      band.append('L').append(SvgWriter.at(x + k * apart, axis.at(bands.get(k).low)));
    }
    svg.path("band", band.append('Z'));
    svg.path("line s0", bands.size() == 1 ? line.append("h0") : line);
  }

  private static String describe(Cluster cluster) {
    return String.format(
        Locale.ROOT,
        "Cluster %s of %d rows: medians %s.",
        cluster.name,
        cluster.rows,
        Format.list(cluster.bands.stream().map(band -> Format.number(band.median)).toList(), 12));
  }

  /// Sizes and confidence as a table.
  private static String sizes(Summary summary) {
    int all = summary.clusters.stream().mapToInt(Cluster::rows).sum();
    List<List<String>> rows = new ArrayList<>();
    for (Cluster cluster : summary.clusters) {
      rows.add(
          List.of(
              cluster.name,
              Format.count(cluster.rows),
              Format.hundredth((double) cluster.rows / all),
              cluster.rows == 0
                  ? Format.NONE
                  : Format.hundredth((double) cluster.sure / cluster.rows),
              cluster.rows == 0 ? Format.NONE : Format.hundredth(cluster.confidence)));
    }
    return Html.table(
        " class=\"compact\"",
        List.of("Cluster", "Rows", "Share, %", "Sure, %", "Mean probability, %"),
        rows);
  }

  private static String classes(Summary summary) {
    if (summary.classes.isEmpty()) {
      return "";
    }
    List<String> columns = new ArrayList<>(List.of("Class by cluster"));
    summary.clusters.forEach(cluster -> columns.add(cluster.name));
    List<List<String>> rows = new ArrayList<>();
    for (ClassRows own : summary.classes) {
      List<String> row = new ArrayList<>(List.of(own.name));
      own.rows.forEach(count -> row.add(count == 0 ? "" : Format.count(count)));
      rows.add(row);
    }
    return Html.table(" class=\"compact\"", columns, rows);
  }

  /// One bar per cluster, as thick as its share of the rows, split by block.
  static String shares(Summary summary) {
    SvgWriter svg = new SvgWriter();
    List<LegendEntry> keys =
        IntStream.range(0, summary.blocks.size())
            .mapToObj(b -> LegendEntry.box(summary.blocks.get(b), "f" + b % SvgWriter.COLOURS))
            .toList();
    double y = svg.legend(keys) + 10;
    int all = summary.clusters.stream().mapToInt(Cluster::rows).sum();
    double left = 8 + SvgWriter.widest(summary.clusters.stream().map(Cluster::name));
    double unit = Math.max(160, 14.0 * summary.clusters.size());
    for (Cluster cluster : summary.clusters) {
      double thick = Math.max(3, unit * cluster.rows / all);
      double x = left;
      for (int b = 0; b < cluster.shares.size(); b++) {
        double width = cluster.shares.get(b) * (SvgWriter.WIDTH - left);
        svg.box("f" + b % SvgWriter.COLOURS, x, y, width, thick);
        x += width;
      }
      svg.text("end", left - 6, y + thick / 2 + 4, cluster.name);
      y += Math.max(13, thick + 3);
    }
    return Html.paragraph(
            "Counts of each cluster by block, relative to the total of the block; the thickness is"
                + " the cluster's share of the rows.")
        + svg.done(
            "Counts of the clusters by block",
            summary.clusters.stream().map(c -> describe(c, summary.blocks)),
            y + 4);
  }

  private static String describe(Cluster cluster, List<String> blocks) {
    return String.format(
        Locale.ROOT,
        "Cluster %s: %s.",
        cluster.name,
        Format.list(
            IntStream.range(0, cluster.shares.size())
                .mapToObj(b -> Format.hundredth(cluster.shares.get(b)) + " " + blocks.get(b))
                .toList()));
  }

  private static String agreement(Agreement agreement) {
    List<String> columns = new ArrayList<>(List.of("Adjusted Rand index"));
    columns.addAll(agreement.methods);
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < agreement.methods.size(); i++) {
      List<String> row = new ArrayList<>(List.of(agreement.methods.get(i)));
      agreement
          .adjustedRand
          .get(i)
          .forEach(value -> row.add(String.format(Locale.ROOT, "%.3f", value)));
      rows.add(row);
    }
    return Html.table(" class=\"compact\"", columns, rows);
  }
}
