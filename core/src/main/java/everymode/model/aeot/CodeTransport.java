package everymode.model.aeot;

import everymode.nn.ForwardContext;
import everymode.prior.LatentBatch;
import everymode.prior.Prior;
import everymode.random.RandomKey;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import everymode.tensor.StateVisitor;
import everymode.train.FitStep;
import everymode.train.Stage;
import everymode.transport.ExtendedTransport;
import everymode.transport.ExtendedTransport.Combinations;
import everymode.transport.Extension;
import everymode.transport.HasTransport;
import everymode.transport.MassCentres;
import everymode.transport.SemiDiscreteTransport;
import everymode.transport.TransportError;
import everymode.transport.TransportMap;
import everymode.transport.TransportSettings;
import everymode.transport.TransportSource;
import everymode.transport.WeightedTargets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/// The extended transport of a box to codes: solved in one stage, measured on fresh points in
/// another, and extended to what lies between near codes in a third. Before that a distribution of
/// codes alone.
///
/// A game draws from a pool of combinations of codes, which a last stage fills: comparing all
/// planes for each batch takes longer than the step of a small network.
final class CodeTransport implements Prior, HasTransport {

  private static final int POINTS_A_CELL = 20;
  private static final long FEWEST_POINTS = 50_000;
  private static final long MOST_POINTS = 1_000_000;
  private static final int STEP = 8_192; // points
  private static final int REJECTION = 10_000; // points
  private static final int NEAREST_STEP = 2_048; // codes
  private static final int POOL = 10; // combinations a target
  private static final int MOST_POOL = 1_000_000;
  private static final int POOL_STEP = 2_048; // combinations

  private final Codes codes;
  private final TransportSettings settings;
  private final Extension extension;
  private final TransportSource source; // of samples, fresh points whatever the solver's
  private final RandomKey key;
  private @Nullable Solving solving; // once the codes are ready
  private boolean within; // whether the solver reached its tolerance
  private @Nullable Tensor heights; // float64 [n], once measuring begins
  private @Nullable MassCentres cells; // from then until it ends
  private @Nullable Tensor centres; // float32 [n, dim], afterwards
  private @Nullable Tensor nearest; // int64 [n, k], once codes are compared
  private long compared; // rows of it
  private @Nullable Tensor limits; // float32 [n], afterwards
  private @Nullable Solved solved;
  private @Nullable Combinations pool; // from the first of its steps until training ends
  private long pooled;

  private record Solving(WeightedTargets targets, SemiDiscreteTransport solver) {}

  CodeTransport(Codes codes, TransportSettings settings, Extension extension, RandomKey key) {
    this.codes = codes;
    this.settings = settings;
    this.extension = extension;
    this.key = key;
    source = TransportSource.Fill.UNIFORM.box(codes.dim());
  }

  private Solving solving() {
    Solving known = solving;
    if (known == null) {
      try (var _ = new Scope()) {
        WeightedTargets found = WeightedTargets.of(codes.all());
        WeightedTargets own =
            new WeightedTargets(Scope.own(found.points()), Scope.own(found.weights()));
        known = new Solving(own, new SemiDiscreteTransport(own, settings, key.fold("solver")));
      }
      solving = known;
    }
    return known;
  }

  /// The stage that finds the heights.
  Stage solve() {
    return new Stage.Fit(
        "transport",
        settings.steps(),
        (_, _) -> {
          SemiDiscreteTransport solver = solving().solver();
          TransportError error = solver.step();
          within = solver.within();
          return new FitStep.Result(solver.finished(), error.values());
        });
  }

  /// The stage that measures the cells on fresh points.
  Stage measure() {
    return new Stage.Fit("cells", MOST_POINTS / STEP + 1, (_, fresh) -> measure(fresh));
  }

  private FitStep.Result measure(RandomKey fresh) {
    Solving ready = solving();
    WeightedTargets targets = ready.targets();
    MassCentres counted = cells;
    if (counted == null) {
      counted = new MassCentres(targets.size(), targets.dim());
      cells = counted;
      heights = Scope.owned(ready.solver()::heights);
    }
    try (var _ = new Scope()) {
      TransportMap map = map(targets);
      counted.add(map, source, STEP, fresh);
      long wanted = Math.clamp((long) POINTS_A_CELL * targets.size(), FEWEST_POINTS, MOST_POINTS);
      if (counted.points() < wanted) {
        return FitStep.Result.CONTINUE;
      }
      centres = Scope.own(counted.centres(targets));
      cells = null;
      return new FitStep.Result(true, counted.error(targets).values());
    }
  }

  /// The stage that finds the nearest codes of each.
  Stage neighbours() {
    int n = solving().targets().size();
    return new Stage.Fit("neighbours", (n + NEAREST_STEP - 1) / NEAREST_STEP, (_, _) -> compare(n));
  }

  private FitStep.Result compare(int n) {
    try (var _ = new Scope()) {
      TransportMap map = map(solving().targets());
      long rows = Math.min(NEAREST_STEP, n - compared);
      Tensor some = map.nearest(extension.nearest(), compared, rows);
      Tensor all = nearest;
      if (all == null) {
        all = Scope.owned(() -> Ops.zeros(n, some.size(1)).to(ScalarType.Long));
        nearest = all;
      }
      Ops.rows(all, compared, rows).copy_(some);
      compared += rows;
      if (compared < n) {
        return FitStep.Result.CONTINUE;
      }
      limits = Scope.own(extension.threshold().limits(map, all, source, key.fold("threshold")));
      double rejected =
          transport().orElseThrow().extended().rejectedShare(REJECTION, key.fold("rejected"));
      return new FitStep.Result(true, Map.of("rejected share", rejected));
    }
  }

  /// The stage that fills the pool.
  Stage pool() {
    return new Stage.Fit("pool", (poolSize() + POOL_STEP - 1) / POOL_STEP, this::fill);
  }

  private long poolSize() {
    return Math.min((long) POOL * solving().targets().size(), MOST_POOL);
  }

  private FitStep.Result fill(long step, RandomKey fresh) {
    try (var _ = new Scope()) {
      int count = Math.toIntExact(Math.min(POOL_STEP, poolSize() - pooled));
      Combinations some = transport().orElseThrow().extended().combinations(count, fresh);
      Combinations all = pool;
      if (all == null) {
        all = emptyPool(some.targets().size(1), some.weights().size(1));
        pool = all;
      }
      Ops.rows(all.targets(), pooled, count).copy_(some.targets());
      Ops.rows(all.weights(), pooled, count).copy_(some.weights());
      pooled += count;
      return FitStep.Result.of(pooled == poolSize());
    }
  }

  /// @param targets of a combination
  /// @param weights of a combination
  private Combinations emptyPool(long targets, long weights) {
    long n = poolSize();
    return new Combinations(
        Scope.owned(() -> Ops.zeros(n, targets).to(ScalarType.Long)),
        Scope.owned(() -> Ops.zeros(n, weights)));
  }

  /// Drops the pool.
  void retire() {
    pool = null;
    pooled = 0;
  }

  private TransportMap map(WeightedTargets targets) {
    return TransportMap.of(targets, Objects.requireNonNull(heights));
  }

  @Override
  public int dim() {
    return codes.dim();
  }

  @Override
  public LatentBatch sample(int n, RandomKey key, ForwardContext pass) {
    return new LatentBatch(
        transport()
            .map(ready -> sample(ready.extended(), n, key, pass.training()))
            .orElseGet(() -> codes.some(n, key)),
        null);
  }

  private Tensor sample(ExtendedTransport extended, int n, RandomKey key, boolean training) {
    Combinations known = pool;
    return training && known != null
        ? extended.trainingSample(known, n, key)
        : extended.sample(n, key);
  }

  @Override
  public Optional<Solved> transport() {
    Tensor limit = limits;
    if (solved == null && limit != null) {
      try (var _ = new Scope()) {
        TransportMap map = map(solving().targets());
        Scope.own(map.cells().targets());
        Scope.own(map.cells().heights());
        var extended =
            new ExtendedTransport(
                map,
                source,
                Objects.requireNonNull(centres),
                extension,
                limit,
                Objects.requireNonNull(nearest),
                key.fold("pairs"));
        solved = new Solved(map, source, extended);
      }
    }
    return Optional.ofNullable(solved);
  }

  /// What a reader of samples should know.
  ///
  /// @return one sentence each
  List<String> warnings() {
    return centres == null || within || settings.tolerance() == 0
        ? List.of()
        : List.of(
            String.format(
                Locale.ROOT,
                "The transport was stopped after %,d steps, before its error was within"
                    + " transport.tolerance; raise transport.steps.",
                settings.steps()));
  }

  @Override
  public void state(StateVisitor s) {
    s.child("codes", codes);
    boolean begun = s.counter("begun", solving == null ? 0 : 1) == 1;
    boolean measuring = s.counter("measuring", heights == null ? 0 : 1) == 1;
    within = s.counter("within", within ? 1 : 0) == 1;
    boolean measured = s.counter("measured", centres == null ? 0 : 1) == 1;
    if (begun) {
      SemiDiscreteTransport solver = solving().solver();
      if (!measured) {
        s.child("solver", solver);
      }
    }
    if (measuring) {
      heights = s.tensor("heights", heights);
    }
    if (measured) {
      centres = s.tensor("centres", centres);
      compared = s.counter("compared", compared);
      if (compared > 0) {
        nearest = s.tensor("nearest", nearest);
      }
      if (s.counter("limited", limits == null ? 0 : 1) == 1) {
        limits = s.tensor("limits", limits);
      }
      pooled = s.counter("pooled", pooled);
      if (pooled > 0) {
        Combinations some = pool;
        pool =
            new Combinations(
                s.tensor("pool targets", some == null ? null : some.targets()),
                s.tensor("pool weights", some == null ? null : some.weights()));
      }
    } else if (measuring) {
      MassCentres counted = cells;
      if (counted == null) {
        counted = new MassCentres(solving().targets().size(), codes.dim());
        cells = counted;
      }
      s.child("cells", counted);
    }
  }
}
