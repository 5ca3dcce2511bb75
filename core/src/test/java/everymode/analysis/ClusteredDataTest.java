package everymode.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.coverage.ClassVerdict.Outcome;
import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.data.RowPart;
import everymode.data.Rows;
import everymode.data.TrainHeldOutSplit;
import everymode.data.catalog.Datasets;
import everymode.error.EverymodeException;
import everymode.error.UsageException;
import everymode.metric.ClassSource;
import everymode.metric.Evaluation;
import everymode.metric.Evaluation.EvaluationSettings;
import everymode.metric.Scores;
import everymode.metric.Verdicts;
import everymode.run.Json;
import everymode.statistics.BinomialBounds;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusteredDataTest {

  @TempDir private static Path folder = Path.of("");

  private static final double[][] MODES = {{0, 0}, {20, 0}, {0, 20}, {-12, 0}};
  private static final double[] SHARE = {0.5, 0.25, 0.2, 0.05};

  /// Points of the mixture.
  ///
  /// @param lacks the mode that is left out, or −1
  private static float[] points(int n, int lacks, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] x = new float[2 * n];
    for (int i = 0; i < n; i++) {
      int mode = lacks;
      while (mode == lacks) {
        mode = -1;
        for (double at = random.nextDouble(); at >= 0 && mode < SHARE.length - 1; ) {
          at -= SHARE[++mode];
        }
      }
      x[2 * i] = (float) (MODES[mode][0] + random.nextGaussian());
      x[2 * i + 1] = (float) (MODES[mode][1] + random.nextGaussian());
    }
    return x;
  }

  private static Rows rows(float[] x) {
    return Rows.of(x, null, x.length / 2, 2);
  }

  private static Dataset data(float[] train, float[] heldOut) {
    return TrainHeldOutSplit.of(rows(train), rows(heldOut))
        .dataset("points", new Domain.Points(2), List.of());
  }

  private static ClusteredData fitted(Dataset data) {
    return ClusteredData.fit(data, RowPart.HELD_OUT, null, 0, _ -> {});
  }

  private static Scores scores(Dataset clustered, float[] samples) {
    EvaluationSettings settings =
        new EvaluationSettings(null, Set.of("coverage"), false, 0, null, _ -> {})
            .withClasses(ClassSource.CLUSTERS);
    try (var _ = new Scope()) {
      return new Evaluation(clustered, settings).of(Ops.of(samples, samples.length / 2, 2));
    }
  }

  @Test
  void held_out_rows_alone_determine_the_clusters() {
    float[] held = points(400, -1, 1);
    ClusteredData one = fitted(data(points(1_000, -1, 2), held));
    ClusteredData other = fitted(data(points(700, 3, 3), held));
    assertThat(one.data().classes())
        .containsExactly("cluster 1", "cluster 2", "cluster 3", "cluster 4");
    assertThat(other.data().heldOut().labels()).isEqualTo(one.data().heldOut().labels());
    assertThat(other.clusters()).isEqualTo(one.clusters());
    assertThat(Arrays.stream(one.data().train().labels()).distinct().count()).isEqualTo(4);
    assertThat(other.data().train().labels()).doesNotContain(3);
  }

  @Test
  void a_cluster_is_described_by_its_centre_and_the_rows_nearest_to_it() {
    float[] held = points(400, -1, 1);
    ClusteredData found = fitted(data(points(1_000, -1, 2), held));
    assertThat(found.clusters().values().stream().mapToInt(DataCluster::rows).sum()).isEqualTo(400);
    DataCluster last = found.clusters().values().stream().toList().getLast();
    assertThat(last.centre().get("x1")).isBetween(-13.0, -11.0);
    assertThat(last.place()).startsWith("x1 -1");
    assertThat(last.nearest()).hasSize(6);
    for (long row : last.nearest()) {
      assertThat(Math.hypot(held[2 * (int) row] + 12, held[2 * (int) row + 1])).isLessThan(1.5);
    }
    assertThat(DataCluster.of(last.json())).isEqualTo(last);
  }

  @Test
  void a_mode_without_samples_is_missed_and_all_others_are_covered() {
    Dataset clustered = fitted(data(points(2_000, -1, 2), points(400, -1, 1))).data();
    Scores without = scores(clustered, points(2_000, 3, 5));
    assertThat(without.verdicts().kind()).isEqualTo(Verdicts.Kind.CLUSTERS);
    assertThat(without.verdicts().names(Outcome.MISSED)).containsExactly("cluster 4");
    assertThat(without.verdicts().covered()).isEqualTo(3);
    assertThat(scores(clustered, points(2_000, -1, 5)).verdicts().covered()).isEqualTo(4);
    Scores read = Json.scores(Json.scores(without));
    assertThat(read).isEqualTo(without);
    assertThat(Json.scores(without).path("clusters").path("cluster 4").path("verdict").asString())
        .isEqualTo("missed");
  }

  @Test
  void a_perfect_sampler_misses_a_cluster_in_at_most_one_percent_beyond_chance() {
    int missed = 0;
    int judged = 0;
    int all = 0;
    for (int i = 0; i < 100; i++) {
      Dataset clustered =
          fitted(data(points(900, -1, 3 * i + 1), points(300, -1, 3 * i + 2))).data();
      Verdicts verdicts = scores(clustered, points(900, -1, 3 * i + 3)).verdicts();
      missed += verdicts.names(Outcome.MISSED).size();
      judged += verdicts.byName().size() - verdicts.names(Outcome.NOT_JUDGED).size();
      all += verdicts.byName().size();
    }
    assertThat(all).isGreaterThanOrEqualTo(300);
    assertThat(BinomialBounds.atLeast(all, 0.01, missed)).isGreaterThan(0.001);
    assertThat(judged).isGreaterThan((int) (0.87 * all));
  }

  @Test
  void one_cluster_is_not_judged() {
    float[] x = new float[2_000];
    SplittableRandom random = new SplittableRandom(1);
    IntStream.range(0, x.length).forEach(i -> x[i] = (float) random.nextGaussian());
    ClusteredData found = fitted(data(x, Arrays.copyOf(x, 800)));
    assertThat(found.clusters()).isEmpty();
    Scores scores = scores(found.data(), x);
    assertThat(scores.verdicts().isEmpty()).isTrue();
    assertThat(scores.notes()).contains("Nothing was judged, because the data are one cluster.");
  }

  @Test
  void a_number_of_clusters_may_be_given() {
    Dataset data = data(points(200, -1, 2), points(100, -1, 1));
    assertThat(ClusteredData.fit(data, RowPart.ALL, null, 7, _ -> {}).clusters()).hasSize(7);
    assertThatThrownBy(() -> ClusteredData.fit(data, RowPart.HELD_OUT, null, 40, _ -> {}))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("cannot be split into 40 clusters");
  }

  @Test
  void digits_have_clusters_that_agree_with_their_classes() {
    Dataset digits = Datasets.open("digits");
    ClusteredData found = fitted(digits);
    assertThat(found.clusters()).hasSizeBetween(8, 50);
    long[] cluster = found.data().train().labels();
    long[] label = digits.train().labels();
    int pure = 0;
    for (int c = 0; c < found.clusters().size(); c++) {
      int own = c;
      pure +=
          IntStream.range(0, label.length)
              .filter(i -> cluster[i] == own)
              .boxed()
              .collect(Collectors.groupingBy(i -> label[i], Collectors.summingInt(_ -> 1)))
              .values()
              .stream()
              .mapToInt(n -> n)
              .max()
              .orElse(0);
    }
    assertThat(pure).isGreaterThan((int) (0.75 * label.length));
  }

  private static Path file(String name, List<String> lines) throws IOException {
    return Files.write(folder.resolve(name), lines);
  }

  private static ClusteredData read(Dataset data, Path file) {
    return ClusteredData.read(data, RowPart.HELD_OUT, null, file);
  }

  @Test
  void clusters_are_read_in_the_order_of_the_file_or_by_part_and_row() throws IOException {
    List<String> points = IntStream.range(0, 100).mapToObj(i -> i + "," + 2 * i).toList();
    Path table = file("points.csv", prepended("a,b", points));
    Dataset data = Datasets.open(table.toString());
    assertThat(data.ownHeldOut()).isFalse();
    List<String> half = IntStream.range(0, 100).mapToObj(i -> i < 60 ? "7" : "left").toList();
    Dataset split = read(data, file("clusters.csv", prepended("cluster", half))).data();
    assertThat(split.classes()).containsExactlyInAnyOrder("cluster 7", "left");
    for (Rows rows : List.of(split.train(), split.heldOut())) {
      float[] x = Ops.floats(rows.all());
      for (int i = 0; i < rows.size(); i++) {
        assertThat(split.classes().get((int) rows.labels()[i]))
            .isEqualTo(x[2 * i] < 60 ? "cluster 7" : "left");
      }
    }
    List<String> named =
        IntStream.range(0, 100)
            .map(i -> 99 - i)
            .mapToObj(i ->
                i < data.train().size()
                    ? String.format(Locale.ROOT, "train,%d,%d,0.9", i, i % 2)
                    : String.format(Locale.ROOT, "held-out,%d,5,0.9", i - data.train().size()))
            .toList();
    Dataset other =
        read(data, file("assignments.csv", prepended("part,row,cluster,confidence", named))).data();
    assertThat(other.classes()).containsExactlyInAnyOrder("cluster 0", "cluster 1", "cluster 5");
    assertThat(other.heldOut().labels()).containsOnly(other.classes().indexOf("cluster 5"));
    assertThat(other.train().labels()[3]).isEqualTo(other.classes().indexOf("cluster 1"));
  }

  private static List<String> prepended(String header, List<String> lines) {
    return Stream.concat(Stream.of(header), lines.stream()).toList();
  }

  @Test
  void files_that_do_not_fit_the_rows_are_refused() throws IOException {
    Dataset data = data(points(20, -1, 2), points(10, -1, 1));
    List<String> lines = Collections.nCopies(30, "1");
    assertRefused(data, prepended("cluster", lines.subList(0, 29)), "for each of the 30 rows");
    assertRefused(data, prepended("group", lines), "must have a column 'cluster'");
    assertRefused(
        data, prepended("part,row,cluster", Collections.nCopies(30, "train,0,1")), "line 3");
    List<String> gap = new ArrayList<>(prepended("cluster,x", Collections.nCopies(29, "1,1")));
    gap.add(",1");
    assertRefused(data, gap, "line 31: must have a cluster");
    assertThatThrownBy(() -> read(data, folder.resolve("none.csv")))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining("check the path");
    Dataset thinned = Datasets.open("digits[9*0.5]");
    int rows = thinned.train().size() + thinned.heldOut().size();
    assertRefused(
        thinned, prepended("cluster", Collections.nCopies(rows, "1")), "add the columns part");
  }

  private static void assertRefused(Dataset data, List<String> lines, String message)
      throws IOException {
    Path file = file("wrong.csv", lines);
    assertThatThrownBy(() -> read(data, file))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining(message);
  }
}
