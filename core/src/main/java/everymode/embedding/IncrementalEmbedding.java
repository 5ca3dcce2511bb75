package everymode.embedding;

import everymode.data.Dataset;
import everymode.error.EverymodeException;
import everymode.random.RandomKey;
import everymode.tensor.Device;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import everymode.tensor.StateVisitor;
import everymode.tensor.Stateful;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Training rows on their way into ordinary space: an embedding in steps that can stop and go on.
///
/// Distances are measured for a block of rows at a time against all others, so that m rows never
/// need m² numbers at once: first those to the landmarks, then, with all places known, those that
/// tell how the places are stretched.
///
/// *Sources:* Bourgain, "On Lipschitz embedding of finite metric spaces in Hilbert space", 1985;
/// Xiao, Zhong and Zheng, "BourGAN", NeurIPS 2018, and the code that they released.
public final class IncrementalEmbedding implements Stateful {

  private static final long WORK = 200_000_000; // numbers that a step may look at
  private static final long ROOM = 4_000_000; // distances that a step may hold
  private static final int LOOK = 256;
  private static final int MEDIAN_POINTS = 1_000;

  private final BourgainEmbedding.Options options;
  private final Dataset data;
  private final Distance distance;
  private final RandomKey key;
  private final boolean given;
  private final int size;
  private final int dim;
  private final Tensor rows; // int64 [m]
  private final Tensor stretch; // float64 [3]: greatest, least, median of d / ℓ
  private @Nullable Tensor raw; // float64 [m, sets]: distances to landmark sets, until normalised
  private @Nullable Tensor places; // float64 [m, dim], from then on
  private boolean done;
  private @Nullable Tensor views; // made when first needed, dropped at the end

  /// Before the first step.
  ///
  /// @param options how to embed
  /// @param data whose training rows
  /// @param distance how far rows are apart
  /// @param key decides rows, landmarks and projection
  public IncrementalEmbedding(
      BourgainEmbedding.Options options, Dataset data, Distance distance, RandomKey key) {
    this.options = options;
    this.data = data;
    this.distance = distance;
    this.key = key;
    given = false;
    int all = data.train().size();
    size = Math.min(options.points(), all);
    if (size < 2) {
      throw new IllegalArgumentException("an embedding needs at least 2 rows, but there is 1");
    }
    dim = options.dim(size);
    long[] chosen = data.sampleRows(size, key.fold("rows"));
    rows = own(() -> Ops.of(chosen));
    stretch = own(() -> Ops.of(new double[] {0, Double.MAX_VALUE, 0}, 3));
    raw = own(() -> Ops.toDouble(Ops.zeros(size, options.sets(size))));
  }

  /// An embedding that is there already.
  ///
  /// @param made the embedding
  /// @param data whose training rows
  /// @param distance how far rows are apart
  public IncrementalEmbedding(EmbeddedPoints made, Dataset data, Distance distance) {
    this.options = BourgainEmbedding.Options.defaults();
    this.data = data;
    this.distance = distance;
    this.key = new RandomKey(0);
    given = true;
    size = made.size();
    dim = made.dim();
    rows = made.rows();
    stretch = made.stretch();
    places = made.places();
    done = true;
  }

  private static Tensor own(Supplier<Tensor> make) {
    try (var _ = new Scope()) {
      return Scope.own(make.get());
    }
  }

  /// Coordinates of a place.
  ///
  /// @return dim
  public int dim() {
    return dim;
  }

  /// Steps from the first to the last.
  ///
  /// @return at least 4, or 0 where the embedding was there already
  public long steps() {
    return given ? 0 : 2 * blocks() + 2;
  }

  private long blocks() {
    return ((long) size + block() - 1) / block();
  }

  /// Rows of a block: a step shall take a second at most and hold little.
  private int block() {
    long wide = Math.max(1, Arrays.stream(data.domain().shape()).reduce(1, (a, b) -> a * b));
    long most = Math.min(ROOM / size, WORK / size / wide);
    return Math.toIntExact(Math.clamp(most, 1, size));
  }

  /// Does one step.
  ///
  /// @param step from 0
  /// @return true when this was the last
  /// @throws EverymodeException when all rows are alike
  public boolean step(long step) {
    long blocks = blocks();
    if (step < blocks) {
      landmarks(Math.toIntExact(step) * block());
    } else if (step == blocks) {
      normalise();
    } else if (step <= 2 * blocks) {
      stretches(Math.toIntExact(step - blocks - 1) * block());
    } else {
      median();
      done = true;
      views = null;
    }
    return done;
  }

  /// What came of it.
  ///
  /// @return the embedding, once all steps are done
  public Optional<EmbeddedPoints> embedded() {
    return done && places != null
        ? Optional.of(new EmbeddedPoints(places, rows, stretch))
        : Optional.empty();
  }

  /// The rows as the distance looks at them.
  private Tensor views() {
    Tensor known = views;
    if (known != null) {
      return known;
    }
    try (var _ = new Scope()) {
      List<Tensor> parts = new ArrayList<>();
      for (int from = 0; from < size; from += LOOK) {
        try (var block = new Scope()) {
          Tensor some = Device.CPU.bring(Ops.rows(rows, from, Math.min(LOOK, size - from)));
          Tensor stored = Device.current().bring(data.train().x(some));
          parts.add(block.keep(distance.view(data.domain().units(stored))));
        }
      }
      known = Scope.own(Ops.cat(parts).contiguous());
    }
    views = known;
    return known;
  }

  private int count(int from) {
    return Math.min(block(), size - from);
  }

  /// Distances from all rows to those of a block.
  private Tensor column(int from) {
    Tensor all = views();
    return distance.all(all, Ops.rows(all, from, count(from))); // [m, block]
  }

  private void landmarks(int from) {
    Tensor block = column(from);
    if (!Ops.finite(block)) {
      throw new EverymodeException(
          "a distance between two rows is not finite; mend the distance or the data");
    }
    Tensor all = Objects.requireNonNull(raw);
    for (int set = 0; set < options.sets(size); set++) {
      long[] members = options.landmarks(set, size, key);
      if (members.length > 0) { // an empty set's coordinate stays 0
        Tensor nearest = Ops.rows(block, Ops.of(members)).amin(new long[] {0}, false); // [block]
        Ops.rows(all, from, count(from)).select(1, set).copy_(nearest);
      }
    }
  }

  private void normalise() {
    Tensor f = Objects.requireNonNull(raw);
    if (options.method() == BourgainEmbedding.Method.PROJECTED) {
      Tensor turn = Ops.toDouble(RandomTensors.normal(key.fold("projection"), f.size(1), dim));
      f = f.matmul(turn); // [m, dim]
    }
    f = f.sub(f.mean(0));
    double norm = Math.sqrt(f.square().sum().item_double() / size);
    if (norm == 0) {
      throw new EverymodeException(
          "all rows are alike under this distance, so nothing can be told apart; choose another");
    }
    Tensor scaled = f.mul(new Scalar(Math.sqrt(dim) / norm));
    places = Scope.own(scaled);
    raw = null;
  }

  private void stretches(int from) {
    Tensor f = Objects.requireNonNull(places);
    Tensor ratio = ratios(column(from), Ops.distances(f, Ops.rows(f, from, count(from)), 2));
    if (ratio.numel() > 0) {
      double[] s = Ops.doubles(stretch);
      s[0] = Math.max(s[0], ratio.max().item_double());
      s[1] = Math.min(s[1], ratio.min().item_double());
      stretch.copy_(Ops.of(s, 3));
    }
  }

  /// d / ℓ of the pairs at which neither is 0.
  private static Tensor ratios(Tensor data, Tensor latent) {
    Tensor d = Ops.toDouble(data);
    Tensor pairs = d.gt(new Scalar(0)).logical_and(latent.gt(new Scalar(0)));
    return d.div(latent).masked_select(pairs);
  }

  /// Over all pairs of at most 1,000 rows, evenly spread.
  private void median() {
    Tensor f = Objects.requireNonNull(places);
    int n = Math.min(MEDIAN_POINTS, size);
    long[] some = new long[n];
    Arrays.setAll(some, i -> (long) i * size / n);
    Tensor which = Ops.of(some);
    Tensor seen = Ops.rows(views(), which);
    Tensor at = Ops.rows(f, which);
    Tensor ratio = ratios(distance.all(seen, seen), Ops.distances(at, at, 2));
    double[] s = Ops.doubles(stretch);
    if (ratio.numel() == 0 || s[0] == 0) {
      throw new EverymodeException(
          "the rows look alike under this distance to the landmarks; choose more points");
    }
    double[] sorted = Ops.doubles(ratio);
    Arrays.sort(sorted);
    s[2] = Math.sqrt(sorted[(sorted.length - 1) / 2] * sorted[sorted.length / 2]);
    stretch.copy_(Ops.of(s, 3));
  }

  @Override
  public void state(StateVisitor s) {
    boolean placed = s.counter("placed", places == null ? 0 : 1) == 1;
    done = s.counter("done", done ? 1 : 0) == 1;
    s.tensor("rows", rows);
    s.tensor("stretch", stretch);
    if (placed) {
      places = s.tensor("places", places);
      raw = null;
    } else {
      raw = s.tensor("raw", raw);
      places = null;
    }
  }
}
