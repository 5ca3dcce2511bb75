package everymode.embedding;

import everymode.data.Dataset;
import everymode.error.EverymodeException;
import everymode.random.RandomKey;
import everymode.tensor.Batches;
import everymode.tensor.Device;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import everymode.tensor.StateVisitor;
import everymode.tensor.Stateful;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Embeds training rows in Euclidean space, in steps that can be interrupted and resumed.
///
/// Distances are computed for one block of rows at a time against all others, so that m rows never
/// require m² numbers at once: first the distances to the landmarks and then, once all coordinates
/// are known, those that measure the stretch.
///
/// *Sources:* Bourgain, "On Lipschitz embedding of finite metric spaces in Hilbert space", 1985;
/// Xiao, Zhong and Zheng, "BourGAN", NeurIPS 2018, and the code that they released.
public final class IncrementalEmbedding implements Stateful {

  private static final long MAX_VALUES = 200_000_000; // numbers that a step may read
  private static final long MAX_DISTANCES = 4_000_000; // distances that a step may store
  private static final int BATCH = 256;
  private static final int MEDIAN_POINTS = 1_000;

  private final BourgainEmbedding.Settings options;
  private final Dataset data;
  private final Distance distance;
  private final RandomKey key;
  private final boolean complete;
  private final int size;
  private final int dim;
  private final Tensor rows; // int64 [m]
  private final Tensor stretch; // float64 [3]: maximum, minimum, median of d / ℓ
  private @Nullable Tensor raw; // float64 [m, sets]: distances to landmark sets, until normalised
  private @Nullable Tensor places; // float64 [m, dim], afterwards
  private boolean done;
  private @Nullable Tensor views; // computed when first needed, released at the end

  /// Prepares an embedding; call [#step] to compute it.
  ///
  /// @param data data set whose training rows are embedded
  /// @param key determines rows, landmarks and projection
  public IncrementalEmbedding(
      BourgainEmbedding.Settings options, Dataset data, Distance distance, RandomKey key) {
    this.options = options;
    this.data = data;
    this.distance = distance;
    this.key = key;
    complete = false;
    int all = data.train().size();
    size = Math.min(options.points(), all);
    if (size < 2) {
      throw new IllegalArgumentException("an embedding needs at least 2 rows, but there is 1");
    }
    dim = options.dim(size);
    long[] chosen = data.sampleRows(size, key.fold("rows"));
    rows = Scope.owned(() -> Ops.of(chosen));
    stretch = Scope.owned(() -> Ops.of(new double[] {0, Double.MAX_VALUE, 0}, 3));
    raw = Scope.owned(() -> Ops.toDouble(Ops.zeros(size, options.sets(size))));
  }

  /// Wraps an existing embedding.
  ///
  /// @param existing the embedding
  /// @param data the embedded data set
  public IncrementalEmbedding(EmbeddedPoints existing, Dataset data, Distance distance) {
    this.options = BourgainEmbedding.Settings.defaults();
    this.data = data;
    this.distance = distance;
    this.key = new RandomKey(0);
    complete = true;
    size = existing.size();
    dim = existing.dim();
    rows = existing.rows();
    stretch = existing.stretch();
    places = existing.places();
    done = true;
  }

  /// The number of coordinates of a point.
  public int dim() {
    return dim;
  }

  /// The total number of steps: at least 4, or 0 for an existing embedding.
  public long steps() {
    return complete ? 0 : 2 * blocks() + 2;
  }

  private long blocks() {
    return ((long) size + block() - 1) / block();
  }

  /// Rows per block, so that a step takes at most about a second and limited memory.
  private int block() {
    long rowSize = Math.max(1, Arrays.stream(data.domain().shape()).reduce(1, (a, b) -> a * b));
    long most = Math.min(MAX_DISTANCES / size, MAX_VALUES / size / rowSize);
    return Math.toIntExact(Math.clamp(most, 1, size));
  }

  /// Performs one step.
  ///
  /// @param step from 0
  /// @return true if this was the last
  /// @throws EverymodeException when all rows are identical under the distance
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

  /// The embedding, once all steps are done.
  public Optional<EmbeddedPoints> embedded() {
    return done && places != null
        ? Optional.of(new EmbeddedPoints(places, rows, stretch))
        : Optional.empty();
  }

  /// The rows in the representation of the distance.
  private Tensor views() {
    Tensor computed = views;
    if (computed == null) {
      computed = Scope.owned(() -> Batches.predict(rows, BATCH, this::view).contiguous());
      views = computed;
    }
    return computed;
  }

  private Tensor view(Tensor some) {
    Tensor stored = Device.current().bring(data.train().x(Device.CPU.bring(some)));
    return distance.view(data.domain().units(stored));
  }

  private int count(int from) {
    return Math.min(block(), size - from);
  }

  /// Distances of all rows to those of a block.
  private Tensor column(int from) {
    Tensor all = views();
    return distance.all(all, Ops.rows(all, from, count(from))); // [m, block]
  }

  private void landmarks(int from) {
    Tensor block = column(from);
    if (!Ops.finite(block)) {
      throw new EverymodeException(
          "a distance between two rows is not finite; correct the distance or the data");
    }
    Tensor all = Objects.requireNonNull(raw);
    for (int set = 0; set < options.sets(size); set++) {
      long[] members = options.landmarks(set, size, key);
      if (members.length > 0) { // the coordinate of an empty set stays 0
        Tensor nearest = Ops.rows(block, Ops.of(members)).amin(new long[] {0}, false); // [block]
        Ops.rows(all, from, count(from)).select(1, set).copy_(nearest);
      }
    }
  }

  private void normalise() {
    Tensor f = Objects.requireNonNull(raw);
    if (options.method() == BourgainEmbedding.Method.PROJECTED) {
      Tensor matrix = Ops.toDouble(RandomTensors.normal(key.fold("projection"), f.size(1), dim));
      f = f.matmul(matrix); // [m, dim]
    }
    f = f.sub(f.mean(0));
    double norm = Math.sqrt(f.square().sum().item_double() / size);
    if (norm == 0) {
      throw new EverymodeException(
          "all rows are identical under this distance; choose another distance");
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

  /// d / ℓ of the pairs for which neither is 0.
  private static Tensor ratios(Tensor data, Tensor latent) {
    Tensor d = Ops.toDouble(data);
    Tensor pairs = d.gt(new Scalar(0)).logical_and(latent.gt(new Scalar(0)));
    return d.div(latent).masked_select(pairs);
  }

  /// Over all pairs of at most 1,000 evenly spaced rows.
  private void median() {
    Tensor f = Objects.requireNonNull(places);
    int n = Math.min(MEDIAN_POINTS, size);
    long[] some = new long[n];
    Arrays.setAll(some, i -> (long) i * size / n);
    Tensor indices = Ops.of(some);
    Tensor view = Ops.rows(views(), indices);
    Tensor place = Ops.rows(f, indices);
    Tensor ratio = ratios(distance.all(view, view), Ops.distances(place, place, 2));
    double[] s = Ops.doubles(stretch);
    if (ratio.numel() == 0 || s[0] == 0) {
      throw new EverymodeException(
          "the distances to the landmarks do not distinguish the rows; choose more points");
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
