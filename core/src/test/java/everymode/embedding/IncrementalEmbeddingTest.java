package everymode.embedding;

import static everymode.Check.near;
import static everymode.Check.same;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import everymode.Check;
import everymode.Tiny;
import everymode.data.Dataset;
import everymode.data.catalog.Datasets;
import everymode.embedding.BourgainEmbedding.Method;
import everymode.embedding.BourgainEmbedding.Scale;
import everymode.embedding.BourgainEmbedding.Settings;
import everymode.error.EverymodeException;
import everymode.random.RandomKey;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import everymode.tensor.StateSnapshot;
import everymode.transport.PairwiseDistances;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The embedding against sections 7 and 8 of the background notes.
final class IncrementalEmbeddingTest {

  private static final Settings BASIC = Settings.defaults();

  /// Random points around a few centres, so that there are near and far pairs.
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Points(int n, int dim, float[] x) {

    static Points of(RandomKey key) {
      SplittableRandom random = key.random();
      int n = 20 + random.nextInt(200);
      int dim = 1 + random.nextInt(6);
      float[] x = new float[n * dim];
      for (int i = 0; i < n; i++) {
        int place = random.nextInt(5);
        for (int c = 0; c < dim; c++) {
          x[i * dim + c] = (float) (4 * Math.sin(7 * place + c) + 0.1 * random.nextGaussian());
        }
      }
      return new Points(n, dim, x);
    }

    Dataset data() {
      return Tiny.of(x, n, dim);
    }

    @Override
    public String toString() {
      return n + " points in " + dim + " dimensions";
    }
  }

  private static IncrementalEmbedding rows(Settings options, Dataset data) {
    return new IncrementalEmbedding(
        options, data, Distance.euclidean(data.domain()), new RandomKey(5));
  }

  private static EmbeddedPoints finished(IncrementalEmbedding rows) {
    walk(rows, 0, rows.steps());
    return rows.embedded().orElseThrow();
  }

  private static void walk(IncrementalEmbedding rows, long from, long to) {
    for (long step = from; step < to; step++) {
      try (var _ = new Scope()) {
        assertThat(rows.step(step)).isEqualTo(step == rows.steps() - 1);
      }
    }
  }

  private static Settings with(Method method, int repetitions) {
    return new Settings(4_096, method, 0.5, repetitions, Scale.ROOT);
  }

  @TestFactory
  Stream<DynamicTest> distances_to_landmarks_are_contractions() {
    return Check.forAll(
        1,
        Points::of,
        points -> {
          IncrementalEmbedding rows = rows(BASIC, points.data());
          rows.step(0); // so few points fit into one block
          Tensor raw = Objects.requireNonNull(StateSnapshot.of(rows).get("raw")); // [n, k]
          Tensor x = points.data().train().all();
          Tensor d = Ops.toDouble(Ops.distances(x, x, 2));
          for (long column = 0; column < raw.size(1); column++) {
            Tensor f = raw.narrow(1, column, 1); // [n, 1]
            double excess = f.sub(f.t()).abs().sub(d).max().item_double();
            assertThat(excess).isLessThanOrEqualTo(1e-5);
          }
          Tensor l = Ops.distances(raw, raw, 2);
          double most = l.sub(Ops.times(d, Math.sqrt((double) raw.size(1)))).max().item_double();
          assertThat(most).isLessThanOrEqualTo(1e-4);
        });
  }

  @TestFactory
  Stream<DynamicTest> coordinates_are_centred_and_have_the_norm_of_a_normal_latent() {
    return Check.forAll(
        2,
        Points::of,
        points -> {
          for (Method method : Method.values()) {
            EmbeddedPoints made = finished(rows(with(method, 5), points.data()));
            int k = 5 * (int) Math.ceil(Math.log(points.n) / Math.log(2) - 1e-9);
            assertThat(made.dim()).isEqualTo(k);
            assertThat(made.size()).isEqualTo(points.n);
            assertThat(made.places().mean(0).abs().max().item_double()).isLessThan(1e-9);
            double square = made.places().square().sum().item_double() / points.n;
            assertThat(square).isCloseTo(k, within(1e-9 * k));
          }
        });
  }

  /// Bourgain: distortion O(log m); here with constant 10, on points and on metrics that cannot be
  /// embedded isometrically.
  @TestFactory
  Stream<DynamicTest> distortion_grows_like_a_logarithm() {
    return Check.forAll(
        3,
        Points::of,
        points -> {
          // shortest paths on a ring: 1 for neighbours, otherwise 2 or more
          int n = points.n;
          float[] at = new float[n];
          for (int i = 0; i < n; i++) {
            at[i] = i;
          }
          Dataset ring = Tiny.of(at, n, 1);
          Distance around =
              (a, b) -> {
                Tensor path = a.sub(b).abs().squeeze(1);
                return path.minimum(Ops.plus(path.neg(), n));
              };
          var options = with(Method.PROJECTED, 20);
          EmbeddedPoints made =
              finished(new IncrementalEmbedding(options, ring, around, new RandomKey(9)));
          assertThat(made.distortion()).isBetween(1.0, 10 * Math.log(n) / Math.log(2));
          EmbeddedPoints plain = finished(rows(options, points.data()));
          assertThat(plain.distortion()).isGreaterThanOrEqualTo(1);
        });
  }

  @TestFactory
  Stream<DynamicTest> distributions_differ_by_at_most_the_log_of_the_distortion() {
    return Check.forAll(
        4,
        Points::of,
        points -> {
          Dataset data = points.data();
          EmbeddedPoints made = finished(rows(with(Method.RELEASED, 5), data));
          Distance euclid = Distance.euclidean(data.domain());
          PairwiseDistances distances =
              PairwiseDistances.of(euclid.view(data.train().all()), euclid, new RandomKey(1));
          PairwiseDistances places = PairwiseDistances.of(made.places(), euclid, new RandomKey(1));
          double least = Ops.doubles(made.stretch())[1];
          // d / ℓ is in [least, most]: scaled by least, ℓ is at most d, and at least d / distortion
          assertThat(distances.wasserstein(places.times(least)))
              .isLessThanOrEqualTo(Math.log(made.distortion()) + 1e-6);
          double median = made.scale(Scale.MEDIAN);
          assertThat(distances.wasserstein(places.times(median)))
              .isLessThan(distances.wasserstein(places.times(100 * median)));
        });
  }

  @Test
  void larger_subsets_have_a_distribution_nearer_to_that_of_the_whole_set() {
    Dataset grid = Datasets.open("grid:points=4000");
    Distance euclid = Distance.euclidean(grid.domain());
    Tensor x = grid.train().all();
    PairwiseDistances all = PairwiseDistances.of(x, euclid, new RandomKey(1));
    double[] apart = new double[3];
    for (int draw = 0; draw < 20; draw++) {
      SplittableRandom random = new RandomKey(2).fold(draw).random();
      int[] m = {15, 150, 1_500};
      for (int i = 0; i < 3; i++) {
        Tensor some = Ops.rows(x, Ops.of(random.longs(m[i], 0, 4_000).toArray()));
        apart[i] += PairwiseDistances.of(some, euclid, new RandomKey(3)).wasserstein(all) / 20;
      }
    }
    assertThat(apart[1]).isLessThan(apart[0] / 2);
    assertThat(apart[2]).isLessThan(apart[1] / 2);
  }

  @Test
  void noise_at_a_centre_has_the_expected_norm() {
    Dataset grid = Datasets.open("grid");
    EmbeddedPoints made = finished(rows(BASIC, grid));
    EmbeddedPoints one =
        new EmbeddedPoints(
            Ops.rows(made.places(), 0, 1), Ops.rows(made.rows(), 0, 1), made.stretch());
    double sigma = 0.1;
    Tensor a = one.sample(4_000, sigma, new RandomKey(1));
    Tensor b = one.sample(4_000, sigma, new RandomKey(2));
    double mean = Distance.length(a.sub(b), 2).mean().item_double();
    double expected = sigma * Math.sqrt(2 * made.dim());
    assertThat(mean).isCloseTo(expected, within(0.02 * expected));
  }

  /// For one Gaussian mapped to two modes at a gap Γ with a share δ between them, the Lipschitz
  /// constant must be at least Γ / (2 Φ⁻¹((1 + δ)/2)); for two centres at a distance ℓ, Γ/ℓ is
  /// enough.
  @Test
  void one_gaussian_needs_a_steep_generator_and_separate_centres_do_not() {
    double gap = 2;
    double delta = 0.01;
    double half =
        new org.hipparchus.distribution.continuous.NormalDistribution()
            .inverseCumulativeProbability((1 + delta) / 2);
    double lipschitz = gap / (2 * half);
    assertThat(lipschitz).isCloseTo(39.9 * gap, within(0.05 * gap));
    SplittableRandom random = new RandomKey(1).random();
    int inside = 0;
    int n = 1_000_000;
    for (int i = 0; i < n; i++) {
      inside += Math.abs(lipschitz * random.nextGaussian()) < gap / 2 ? 1 : 0;
    }
    // five standard errors of a share of δ
    assertThat(inside / (double) n).isCloseTo(delta, within(5 * Math.sqrt(delta / n)));
    Points two = new Points(40, 1, new float[40]);
    for (int i = 0; i < 40; i++) {
      two.x[i] = (float) (i % 2 * gap + 0.01 * random.nextGaussian());
    }
    EmbeddedPoints made = finished(rows(BASIC, two.data()));
    Tensor near = Ops.rows(made.places(), Ops.of(0, 2, 4, 6));
    Tensor far = Ops.rows(made.places(), Ops.of(1, 3, 5, 7));
    double apart = Ops.distances(near, far, 2).min().item_double();
    assertThat(gap / apart).isLessThan(1);
    assertThat(Ops.distances(near, near, 2).max().item_double()).isLessThan(apart / 10);
  }

  @Test
  void the_grid_has_the_dimension_and_scale_of_the_released_code() {
    Dataset grid = Datasets.open("grid");
    double[] scale = new double[20];
    for (int seed = 0; seed < 20; seed++) {
      EmbeddedPoints made =
          finished(
              new IncrementalEmbedding(
                  BASIC, grid, Distance.euclidean(grid.domain()), new RandomKey(seed)));
      assertThat(made.dim()).isEqualTo(55);
      scale[seed] = made.scale(Scale.ROOT);
      assertThat(made.scale(Scale.MAX)).isCloseTo(scale[seed] * scale[seed], within(1e-12));
      assertThat(made.scale(Scale.NONE)).isEqualTo(1);
      assertThat(made.scale(Scale.MEDIAN)).isBetween(0.35, 0.6);
    }
    Arrays.sort(scale);
    // the authors' code gave 0.917 to 1.006 over five seeds
    assertThat((scale[9] + scale[10]) / 2).isBetween(0.88, 1.05);
  }

  @Test
  void equal_rows_are_accepted_unless_all_are_equal() {
    Points points = Points.of(new RandomKey(4));
    float[] twice = Arrays.copyOf(points.x, 2 * points.x.length);
    System.arraycopy(points.x, 0, twice, points.x.length, points.x.length);
    EmbeddedPoints made = finished(rows(BASIC, new Points(2 * points.n, points.dim, twice).data()));
    assertThat(Arrays.stream(Ops.doubles(made.stretch())).allMatch(s -> s > 0 && s < 1e6)).isTrue();
    int n = points.n;
    same(Ops.rows(made.places(), 0, n), Ops.rows(made.places(), n, n));
    Dataset identical = new Points(30, 2, new float[60]).data();
    assertThatThrownBy(() -> finished(rows(BASIC, identical)))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining("all rows are identical");
  }

  @Test
  void an_empty_landmark_set_gives_a_coordinate_of_zeros() {
    Points points = new Points(3, 1, new float[] {0, 1, 5});
    var options = new Settings(10, Method.RELEASED, 0.5, 200, Scale.ROOT);
    IncrementalEmbedding rows = rows(options, points.data());
    long empty =
        java.util.stream.IntStream.range(0, rows.dim())
            .filter(set -> options.landmarks(set, 3, new RandomKey(5)).length == 0)
            .count();
    assertThat(empty).isBetween(40L, 360L); // of 400, with expected shares of 1/8 and 27/64
    Tensor places = finished(rows).places();
    long zeros = places.abs().sum(0).eq(new org.bytedeco.pytorch.Scalar(0)).sum().item_long();
    assertThat(zeros).isGreaterThanOrEqualTo(empty);
  }

  @ParameterizedTest
  @EnumSource(Method.class)
  void blocks_and_resuming_do_not_change_results(Method method) {
    Dataset grid = Datasets.open("grid:points=5000");
    Settings options = new Settings(4_500, method, 0.5, 2, Scale.ROOT);
    IncrementalEmbedding whole = rows(options, grid);
    assertThat(whole.steps()).isGreaterThan(10);
    EmbeddedPoints made = finished(whole);
    for (long cut : new long[] {2, whole.steps() / 2 - 1, whole.steps() / 2 + 1}) {
      IncrementalEmbedding first = rows(options, grid);
      Map<String, Tensor> saved = new LinkedHashMap<>();
      walk(first, 0, cut);
      StateSnapshot.of(first).forEach((name, t) -> saved.put(name, t.clone()));
      IncrementalEmbedding second = rows(options, grid);
      StateSnapshot.into(second, saved);
      walk(second, cut, second.steps());
      same(second.embedded().orElseThrow().places(), made.places());
      same(second.embedded().orElseThrow().stretch(), made.stretch());
    }
    // a coordinate computed in blocks equals that of all distances at once
    if (method == Method.RELEASED) {
      Tensor x = grid.train().x(Ops.longs(made.rows()));
      long[] members = options.landmarks(3, 4_500, new RandomKey(5));
      Tensor f =
          Ops.distances(x, Ops.rows(x, Ops.of(members)), 2)
              .amin(new long[] {1}, false)
              .to(org.bytedeco.pytorch.global.torch.ScalarType.Double);
      Tensor column = made.places().select(1, 3);
      Tensor centred = f.sub(f.mean());
      double factor = column.norm().item_double() / centred.norm().item_double();
      near(column, 1e-9, Ops.times(centred, factor));
    }
  }

  @Test
  void fewer_points_are_chosen_at_random_and_restored(@TempDir Path folder) throws Exception {
    Dataset grid = Datasets.open("grid");
    EmbeddedPoints made =
        finished(rows(new Settings(100, Method.RELEASED, 0.5, 5, Scale.ROOT), grid));
    long[] chosen = Ops.longs(made.rows());
    assertThat(chosen).hasSize(100).doesNotHaveDuplicates().isSorted();
    assertThat(chosen[99]).isGreaterThan(900);
    Path file = folder.resolve("embedding.npz");
    made.write(file, grid);
    EmbeddedPoints again = EmbeddedPoints.read(file, grid);
    same(again.places(), made.places());
    assertThat(again.scale(Scale.ROOT)).isEqualTo(made.scale(Scale.ROOT));
    IncrementalEmbedding existing =
        new IncrementalEmbedding(again, grid, Distance.euclidean(grid.domain()));
    assertThat(existing.steps()).isZero();
    same(existing.embedded().orElseThrow().places(), made.places());
    assertThatThrownBy(() -> EmbeddedPoints.read(file, Datasets.open("ring")))
        .hasMessageContaining("is an embedding of data other than 'ring'");
    Files.write(file, new byte[] {1, 2, 3});
    assertThatThrownBy(() -> EmbeddedPoints.read(file, grid))
        .isInstanceOf(EverymodeException.class);
    everymode.io.Npz.write(file, Map.of("samples", made.places()));
    assertThatThrownBy(() -> EmbeddedPoints.read(file, grid))
        .hasMessageContaining("is not an embedding");
  }

  @Test
  void invalid_options_are_rejected() {
    assertThatThrownBy(() -> new Settings(1, Method.RELEASED, 0.5, 5, Scale.ROOT))
        .hasMessage("points must be at least 2, but is 1");
    assertThatThrownBy(() -> new Settings(9, Method.RELEASED, 1, 5, Scale.ROOT))
        .hasMessage("keep must be in [0.01, 0.99], but is 1.0");
    assertThatThrownBy(() -> new Settings(9, Method.RELEASED, 0.5, 0, Scale.ROOT))
        .hasMessage("repetitions must be 1 to 1,000, but is 0");
  }
}
