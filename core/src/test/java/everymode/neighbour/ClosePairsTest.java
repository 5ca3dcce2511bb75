package everymode.neighbour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.error.EverymodeException;
import everymode.random.RandomKey;
import everymode.tensor.Backend;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClosePairsTest {

  /// Collects all pairs below a bound.
  private record Below(ClosePairs.Visitor visitor, Set<Long> found) {

    static Below of(double bound) {
      Set<Long> found = new ConcurrentSkipListSet<>();
      ClosePairs.PairAction action =
          (pairs, i, j, squared) -> {
            if (pairs.below(i, j, squared, bound)) {
              assertThat(found.add(((long) i << 32) + j)).as("seen once").isTrue();
            }
          };
      return new Below(
          new ClosePairs.Visitor(
              i -> i % 2 == 0 ? bound : Double.NEGATIVE_INFINITY, _ -> bound, action),
          found);
    }
  }

  @ParameterizedTest
  @CsvSource({"1,0", "7,0", "64,0", "100,0", "129,0", "512,0", "64,2", "100,4", "512,6"})
  void blocks_and_contractions_do_not_change_what_is_found(int side, int contracted) {
    PointSet mixed = Plain.mixedScales(130, 7);
    PointSet normal = normal(1, 101, 7);
    PointSet far = new PointSet(97, 7, Arrays.copyOf(mixed.values(), 97 * 7));
    for (double bound : new double[] {0, 0x1p-20, 1e-4, 5.5, 14, 4e8, 1e9}) {
      for (PointSet x : new PointSet[] {mixed, normal}) {
        var found = Below.of(bound);
        Space space = Space.of(x, contracted);
        Placed placed = Placed.of(x, space);
        ClosePairs.visit(placed, Placed.of(far, space), false, side, found.visitor);
        assertThat(found.found).isEqualTo(plain(x, far, false, bound));
        found = Below.of(bound);
        ClosePairs.visit(placed, placed, true, side, found.visitor);
        assertThat(found.found).isEqualTo(plain(x, x, true, bound));
      }
    }
  }

  private static Set<Long> plain(PointSet x, PointSet y, boolean within, double bound) {
    Set<Long> found = new TreeSet<>();
    for (int i = 0; i < x.n(); i++) {
      for (int j = within ? i + 1 : 0; j < y.n(); j++) {
        if (Plain.squared(x, i, y, j) < bound) {
          found.add(((long) i << 32) + j);
        }
      }
    }
    return found;
  }

  @Test
  void single_precision_alone_is_wrong() {
    PointSet x = Plain.mixedScales(200, 16);
    double bound = 1e-4;
    AtomicInteger wrong = new AtomicInteger();
    AtomicInteger corrected = new AtomicInteger();
    ClosePairs.visit(
        x,
        ClosePairs.Visitor.oneWay(
            _ -> Double.POSITIVE_INFINITY,
            (pairs, i, j, squared) -> {
              boolean exact = Plain.squared(x, i, x, j) < bound;
              wrong.addAndGet((squared < bound) == exact ? 0 : 1);
              corrected.addAndGet(pairs.below(i, j, squared, bound) == exact ? 1 : 0);
            }));
    assertThat(wrong).hasPositiveValue();
    assertThat(corrected).hasValue(200 * 199 / 2);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 16, 100, 1000})
  void bounds_that_hardly_differ_are_distinguished(int dim) {
    PointSet x = normal(2, 80, dim);
    PointSet y = normal(3, 90, dim);
    AtomicInteger visited = new AtomicInteger();
    ClosePairs.visit(
        x,
        y,
        ClosePairs.Visitor.oneWay(
            _ -> Double.POSITIVE_INFINITY,
            (pairs, i, j, squared) -> {
              double exact = Plain.squared(x, i, y, j);
              double error = pairs.maxError(i, j);
              assertThat(Math.abs(squared - exact)).isLessThanOrEqualTo(error);
              assertThat(error).isLessThanOrEqualTo(1e-6 * (dim + 16) * (dim + 16));
              assertThat(pairs.below(i, j, squared, exact * (1 - 1e-12))).isFalse();
              assertThat(pairs.below(i, j, squared, exact * (1 + 1e-12))).isTrue();
              visited.incrementAndGet();
            }));
    assertThat(visited).hasValue(80 * 90);
  }

  @Test
  void results_do_not_depend_on_the_scale_of_the_numbers() {
    PointSet x = normal(4, 150, 9);
    Set<Long> expected = plain(x, x, true, 9);
    assertThat(expected).isNotEmpty();
    for (int power : new int[] {-100, -60, 60, 120}) {
      double factor = Math.scalb(1.0, power);
      float[] scaled = new float[x.values().length];
      for (int at = 0; at < scaled.length; at++) {
        scaled[at] = (float) (x.values()[at] * factor);
      }
      var found = Below.of(9 * factor * factor);
      ClosePairs.visit(new PointSet(150, 9, scaled), found.visitor);
      assertThat(found.found).as("times 2 to the %d", power).isEqualTo(expected);
    }
  }

  @Test
  void points_that_are_not_finite_are_rejected() {
    PointSet x = normal(5, 20, 3);
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      x.values()[17] = bad;
      assertThatThrownBy(() -> ClosePairs.visit(x, Below.of(1).visitor))
          .isInstanceOf(EverymodeException.class)
          .hasMessageContaining("finite");
    }
  }

  @Test
  void interruption_stops_the_work_and_leaves_no_thread_behind() throws InterruptedException {
    Thread caller = Thread.currentThread();
    AtomicInteger rows = new AtomicInteger();
    Set<Thread> workers = new java.util.concurrent.CopyOnWriteArraySet<>();
    var visitor =
        ClosePairs.Visitor.oneWay(
            _ -> {
              rows.incrementAndGet();
              workers.add(Thread.currentThread());
              caller.interrupt();
              try {
                Thread.sleep(60_000); // until the caller passes the interruption on
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return Double.NEGATIVE_INFINITY;
            },
            (_, _, _, _) -> {});
    Placed x = Placed.of(normal(6, 640, 2));
    assertThatThrownBy(() -> ClosePairs.visit(x, x, false, 64, visitor))
        .isInstanceOf(EverymodeException.class)
        .hasMessageStartingWith("interrupted while computing");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(rows).hasValueLessThanOrEqualTo(64 * Backend.threads());
    assertThat(workers).isNotEmpty();
    for (Thread worker : workers) {
      // A terminated pool may be slightly ahead of its threads.
      assertThat(worker.join(Duration.ofSeconds(10))).as("%s has ended", worker).isTrue();
    }
  }

  @Test
  void native_memory_is_released() {
    PointSet x = normal(7, 300, 5);
    KnnResult.within(x, 3);
    long before = Pointer.totalCount();
    for (int i = 0; i < 20; i++) {
      KnnResult.within(x, 3);
      new PrecisionRecallDensityCoverage(x).of(x);
    }
    assertThat(Pointer.totalCount()).isLessThanOrEqualTo(before);
  }

  @Test
  void neighbours_match_plain_loops_with_ties_in_favour_of_the_smaller_index() {
    for (PointSet x : new PointSet[] {Plain.mixedScales(300, 3), normal(8, 300, 3)}) {
      PointSet among = new PointSet(210, 3, Arrays.copyOf(x.values(), 630));
      KnnResult own = KnnResult.within(x, 4);
      KnnResult other = KnnResult.among(x, among, 4);
      for (int i = 0; i < x.n(); i++) {
        assertThat(own.index()[i]).containsExactly(first(x, i, x, i));
        assertThat(other.index()[i]).containsExactly(first(x, i, among, -1));
        for (int k = 0; k < 4; k++) {
          assertThat(own.squared()[i][k]).isEqualTo(Plain.squared(x, i, x, own.index()[i][k]));
        }
      }
    }
  }

  /// Points of many coordinates near a plane of few, and noise, for which contraction is no help:
  /// both ways of comparing and the change from one to the other.
  @Test
  void neighbours_of_many_coordinates_match_plain_loops() {
    PointSet noise = normal(9, 1_100, 72);
    PointSet plane = plane(normal(10, 1_100, 6), normal(11, 6, 72));
    float[] mixed = noise.values().clone();
    System.arraycopy(plane.values(), 0, mixed, 0, mixed.length / 2);
    PointSet many = plane(normal(12, 5_000, 6), normal(11, 6, 72)); // more than one block is wide
    for (PointSet x : new PointSet[] {noise, plane, new PointSet(1_100, 72, mixed)}) {
      assertThat(Space.of(x).contraction()).isNotNull();
      PointSet queries = x.range(500, 100);
      KnnResult own = KnnResult.within(x, 4);
      KnnResult other = KnnResult.among(queries, x, 4);
      KnnResult far = KnnResult.among(queries, many, 4);
      for (int i = 0; i < 100; i += 7) {
        assertThat(own.index()[i]).containsExactly(first(x, i, x, i));
        assertThat(other.index()[i]).containsExactly(first(queries, i, x, -1));
        assertThat(far.index()[i]).containsExactly(first(queries, i, many, -1));
      }
    }
  }

  @Test
  void numbers_of_another_magnitude_than_the_reference_do_not_overflow() {
    PointSet reference = normal(13, 1_100, 70);
    float[] large = normal(14, 40, 70).values().clone();
    for (int at = 0; at < large.length; at++) {
      large[at] *= 1e25f;
    }
    PointSet x = new PointSet(40, 70, large);
    KnnResult nearest = KnnResult.among(x, reference, 4);
    assertThat(nearest.index()[3]).containsExactly(first(x, 3, reference, -1));
  }

  private static PointSet plane(PointSet weights, PointSet directions) {
    float[] values = new float[weights.n() * directions.dim()];
    for (int i = 0; i < weights.n(); i++) {
      for (int c = 0; c < directions.dim(); c++) {
        for (int d = 0; d < weights.dim(); d++) {
          values[i * directions.dim() + c] +=
              weights.values()[i * weights.dim() + d]
                  * directions.values()[d * directions.dim() + c];
        }
      }
    }
    return new PointSet(weights.n(), directions.dim(), values);
  }

  private static int[] first(PointSet x, int i, PointSet among, int butNot) {
    return java.util.stream.IntStream.range(0, among.n())
        .filter(j -> j != butNot)
        .boxed()
        .sorted(java.util.Comparator.comparingDouble(j -> Plain.squared(x, i, among, j)))
        .limit(4)
        .mapToInt(j -> j)
        .toArray();
  }

  private static PointSet normal(long seed, int n, int dim) {
    try (var _ = new Scope()) {
      return PointSet.of(RandomTensors.normal(new RandomKey(seed), n, dim));
    }
  }
}
