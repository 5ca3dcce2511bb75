package everymode.model.aeot;

import everymode.nn.ForwardContext;
import everymode.prior.LatentBatch;
import everymode.prior.Prior;
import everymode.random.RandomKey;
import everymode.tensor.Scope;
import everymode.tensor.StateVisitor;
import everymode.train.FitStep;
import everymode.train.Stage;
import everymode.transport.ExtendedTransport;
import everymode.transport.Extension;
import everymode.transport.HasTransport;
import everymode.transport.MassCentres;
import everymode.transport.SemiDiscreteTransport;
import everymode.transport.TransportError;
import everymode.transport.TransportMap;
import everymode.transport.TransportSettings;
import everymode.transport.TransportSource;
import everymode.transport.WeightedTargets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// The extended transport of a box to codes: solved in one stage, then measured on fresh points in
/// another. Before that a distribution of codes alone.
final class CodeTransport implements Prior, HasTransport {

  private static final int POINTS_A_CELL = 20;
  private static final long FEWEST_POINTS = 50_000;
  private static final long MOST_POINTS = 1_000_000;
  private static final int STEP = 8_192; // points
  private static final int REJECTION = 10_000; // points

  private final Codes codes;
  private final TransportSettings settings;
  private final Extension extension;
  private final TransportSource source; // of samples, fresh points whatever the solver's
  private final RandomKey key;
  private @Nullable Solving solving; // once the codes are ready
  private @Nullable Tensor heights; // float64 [n], once measuring begins
  private @Nullable MassCentres cells; // from then until it ends
  private @Nullable Tensor centres; // float32 [n, dim], afterwards
  private @Nullable Tensor limits; // float32 [n], afterwards
  private @Nullable Solved solved;

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
          return new FitStep.Result(solver.finished(), error.values());
        });
  }

  /// The stage that measures the cells on fresh points.
  Stage measure() {
    return new Stage.Fit("cells", MOST_POINTS / STEP + 1, (_, fresh) -> measure(fresh));
  }

  private FitStep.Result measure(RandomKey fresh) {
    Solving solved = solving();
    WeightedTargets targets = solved.targets();
    MassCentres counted = cells;
    if (counted == null) {
      counted = new MassCentres(targets.size(), targets.dim());
      cells = counted;
      heights = Scope.owned(solved.solver()::heights);
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
      limits = Scope.own(extension.threshold().limits(map, source, key.fold("threshold")));
      double rejected =
          transport().orElseThrow().extended().rejectedShare(REJECTION, key.fold("rejected"));
      Map<String, Double> values = new LinkedHashMap<>(counted.error(targets).values());
      values.put("rejected share", rejected);
      return new FitStep.Result(true, values);
    }
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
            .map(ready -> ready.extended().sample(n, key))
            .orElseGet(() -> codes.some(n, key)),
        null);
  }

  @Override
  public Optional<Solved> transport() {
    Tensor found = centres;
    Tensor limit = limits;
    if (solved == null && found != null && limit != null) {
      try (var _ = new Scope()) {
        TransportMap map = map(solving().targets());
        Scope.own(map.cells().targets());
        Scope.own(map.cells().heights());
        var extended =
            new ExtendedTransport(map, source, found, extension, limit, key.fold("pairs"));
        solved = new Solved(map, source, extended);
      }
    }
    return Optional.ofNullable(solved);
  }

  @Override
  public void state(StateVisitor s) {
    s.child("codes", codes);
    boolean begun = s.counter("begun", solving == null ? 0 : 1) == 1;
    boolean measuring = s.counter("measuring", heights == null ? 0 : 1) == 1;
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
      limits = s.tensor("limits", limits);
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
