package everymode.neighbour;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClassRegionsTest {

  /// The definition, read literally.
  private static boolean counts(double[][] points, long[] label, double[] z, int c) {
    List<double[]> own = new ArrayList<>();
    List<double[]> others = new ArrayList<>();
    for (int i = 0; i < points.length; i++) {
      (label[i] == c ? own : others).add(points[i]);
    }
    if (own.isEmpty() || others.isEmpty()) {
      return false;
    }
    int k = own.size() >= 4 ? 2 : 1;
    double t = 1;
    if (own.size() > 1) {
      double[] q =
          own.stream()
              .mapToDouble(x -> {
                double o = nth(others, x, k, false);
                return o == 0 ? Double.POSITIVE_INFINITY : nth(own, x, k, true) / o;
              })
              .sorted()
              .toArray();
      double median = (q[(q.length - 1) / 2] + q[q.length / 2]) / 2;
      t = (1 + Math.min(1, median)) / 2;
    }
    return nth(own, z, k, false) < t * nth(others, z, k, false);
  }

  private static double nth(List<double[]> rows, double[] z, int k, boolean itself) {
    double[] distances =
        rows.stream()
            .mapToDouble(row -> {
              double sum = 0;
              for (int i = 0; i < z.length; i++) {
                sum += (z[i] - row[i]) * (z[i] - row[i]);
              }
              return Math.sqrt(sum);
            })
            .sorted()
            .skip(itself ? 1 : 0) // the row itself
            .toArray();
    return distances[Math.min(k, distances.length) - 1];
  }

  private static PointSet set(double[][] rows) {
    int dim = rows[0].length;
    float[] values = new float[rows.length * dim];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) rows[i / dim][i % dim];
    }
    return new PointSet(rows.length, dim, values);
  }

  private static double[][] random(SplittableRandom random, int n, int dim, boolean whole) {
    double[][] rows = new double[n][dim];
    for (double[] row : rows) {
      Arrays.setAll(
          row, _ -> whole ? random.nextInt(4) : (double) (float) (4 * random.nextDouble()));
    }
    return rows;
  }

  @Test
  void counts_are_those_of_the_definition_with_and_without_ties() {
    SplittableRandom random = new SplittableRandom(1);
    for (int trial = 0; trial < 40; trial++) {
      boolean whole = trial % 2 == 0; // whole numbers tie often, also between classes
      int dim = 1 + trial % 3;
      int classes = 2 + trial % 4;
      int n = 2 + random.nextInt(30);
      double[][] points = random(random, n, dim, whole);
      long[] label = random.longs(n, 0, classes).toArray();
      double[][] queries = random(random, 200, dim, whole);
      long[] queryLabel = random.longs(200, 0, classes).toArray();
      long[][] counts =
          new ClassRegions(set(points), label, classes).count(set(queries), queryLabel);
      for (int c = 0; c < classes; c++) {
        int wanted = c;
        int[] hits =
            IntStream.range(0, queries.length)
                .filter(i -> counts(points, label, queries[i], wanted))
                .toArray();
        assertThat(counts[0][c]).isEqualTo(hits.length);
        assertThat(counts[1][c])
            .isEqualTo(Arrays.stream(hits).filter(i -> queryLabel[i] != wanted).count());
      }
    }
  }

  @Test
  void counts_are_those_of_the_definition_where_coordinates_are_contracted() {
    SplittableRandom random = new SplittableRandom(3);
    int classes = 5;
    double[][] centres = random(random, classes, 70, false);
    double[][] points = around(random, centres, 1_200);
    double[][] queries = around(random, centres, 1_100);
    long[] label = new long[points.length];
    Arrays.setAll(label, i -> i % classes);
    long[] queryLabel = new long[queries.length];
    long[][] counts = new ClassRegions(set(points), label, classes).count(set(queries), queryLabel);
    for (int c = 0; c < classes; c++) {
      int wanted = c;
      long hits =
          Arrays.stream(queries).parallel().filter(z -> counts(points, label, z, wanted)).count();
      assertThat(hits).isBetween(50L, 1_000L);
      assertThat(counts[0][c]).isEqualTo(hits);
    }
  }

  private static double[][] around(SplittableRandom random, double[][] centres, int n) {
    double[][] rows = random(random, n, centres[0].length, false);
    for (int i = 0; i < n; i++) {
      for (int c = 0; c < rows[i].length; c++) {
        rows[i][c] = (float) (rows[i][c] + centres[i % centres.length][c]);
      }
    }
    return rows;
  }

  @Test
  void order_scale_and_blocks_change_nothing() {
    SplittableRandom random = new SplittableRandom(2);
    double[][] points = random(random, 300, 5, false);
    long[] label = random.longs(300, 0, 3).toArray();
    double[][] queries = random(random, 9_000, 5, false);
    long[] counts = new ClassRegions(set(points), label, 3).count(set(queries));
    assertThat(Arrays.stream(counts).sum()).isPositive();

    double[][] scaled = new double[points.length][];
    Arrays.setAll(scaled, i -> Arrays.stream(points[i]).map(v -> 1024 * v).toArray());
    double[][] far = new double[queries.length][];
    Arrays.setAll(far, i -> Arrays.stream(queries[i]).map(v -> 1024 * v).toArray());
    assertThat(new ClassRegions(set(scaled), label, 3).count(set(far))).isEqualTo(counts);

    List<double[]> mirrored = Arrays.asList(points.clone()).reversed();
    long[] back = new long[label.length];
    Arrays.setAll(back, i -> label[label.length - 1 - i]);
    ClassRegions reversed = new ClassRegions(set(mirrored.toArray(double[][]::new)), back, 3);
    long[] parts = reversed.count(set(Arrays.copyOfRange(queries, 0, 100)));
    long[] rest = reversed.count(set(Arrays.copyOfRange(queries, 100, queries.length)));
    Arrays.setAll(parts, c -> parts[c] + rest[c]);
    assertThat(parts).isEqualTo(counts);
  }

  @Test
  void equal_rows_of_a_class_count_only_what_is_nearer_than_half() {
    PointSet points = set(new double[][] {{0}, {0}, {0}, {0}, {10}, {10}, {10}, {10}});
    ClassRegions regions = new ClassRegions(points, new long[] {0, 0, 0, 0, 1, 1, 1, 1}, 2);
    // t = 1/2: z counts for 0 when |z| < |10 − z| / 2
    assertThat(regions.count(set(new double[][] {{0}, {3.3}, {3.4}, {5}, {10}})))
        .containsExactly(2, 1);
  }

  @Test
  void a_copy_of_rows_of_both_classes_counts_for_neither() {
    PointSet points = set(new double[][] {{0}, {1}, {0}, {9}});
    ClassRegions regions = new ClassRegions(points, new long[] {0, 0, 1, 1}, 2);
    assertThat(regions.count(set(new double[][] {{0}}))).containsExactly(0, 0);
  }

  @Test
  void a_class_without_rows_or_without_others_has_no_region() {
    PointSet points = set(new double[][] {{0}, {1}});
    ClassRegions alone = new ClassRegions(points, new long[] {1, 1}, 3);
    assertThat(alone.count(points)).containsExactly(0, 0, 0);
    assertThat(alone.exists(0)).isFalse();
    assertThat(alone.exists(1)).isFalse();
    ClassRegions single = new ClassRegions(points, new long[] {0, 1}, 2);
    assertThat(single.count(set(new double[][] {{0.4}, {0.5}, {0.6}}))).containsExactly(1, 1);
  }
}
