package everymode.transport;

import everymode.error.EverymodeException;
import everymode.random.RandomKey;
import everymode.sample.Sampler;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/// Draws from the transport of a source to targets, extended to what lies between them. A point at
/// the edge of the support, whose neighbours are all beyond the threshold, is combined with a
/// nearest target of its own, or rejected and another one drawn.
///
/// *Source:* An et al., "AE-OT", ICLR 2020, and the released code.
public final class ExtendedTransport implements Sampler {

  private static final int ROUNDS = 100;
  private static final int FIXED_POINTS = 20_000;
  private static final int MOST_FIXED = 50_000;
  private static final float PART = 0.75f; // of the way to the higher index

  private final TransportMap map;
  private final TransportSource source;
  private final Extension.Form form;
  private final int neighbours;
  private final double reach;
  private final Extension.Threshold threshold;
  private final Tensor limits; // float32 [n]
  private final Tensor centres; // float32 [n, d]
  private final @Nullable Combinations fixed; // for fixed pairs
  private final Tensor nearest; // int64 [n, k]
  private final boolean keepEdges;

  /// @param centres of the cells, float32 `[n, d]`, as [MassCentres#centres] returns them
  /// @param limits of the extension's threshold, float32 `[n]`
  /// @param nearest targets of each, int64 `[n, k]`, as [TransportMap#nearest] returns them; what a
  ///   point at a kept edge is combined with
  /// @param key determines fixed pairs
  public ExtendedTransport(
      TransportMap map,
      TransportSource source,
      Tensor centres,
      Extension extension,
      Tensor limits,
      Tensor nearest,
      RandomKey key) {
    this.map = map;
    this.source = source;
    this.centres = centres;
    this.limits = limits;
    this.nearest = nearest;
    keepEdges = extension.edges() == Extension.Edges.KEEP;
    threshold = extension.threshold();
    reach = extension.reach();
    neighbours = extension.neighbours(map.targets().dim(), map.targets().size());
    form = neighbours == 0 ? Extension.Form.NONE : extension.form(); // a single target has none
    try (var _ = new Scope()) {
      fixed = form == Extension.Form.FIXED_PAIRS ? fixedPairs(key) : null;
    }
  }

  /// Which targets are combined for some points, and how.
  ///
  /// @param targets int64 `[m, k]`, a point's own first
  /// @param weights float32 `[m, k]`; for pairs `[m, 0]`, since places on a line are drawn later
  public record Combinations(Tensor targets, Tensor weights) {

    private Combinations rows(Tensor rows) {
      return new Combinations(Ops.rows(targets, rows), Ops.rows(weights, rows));
    }
  }

  /// Draws samples in the space of the targets, each independent of the others.
  ///
  /// @return float32 `[n, d]`
  /// @throws EverymodeException if nearly all points are rejected
  @Override
  public Tensor sample(int n, RandomKey key) {
    try (var scope = new Scope()) {
      return scope.keep(places(combinations(n, key), reach, key.fold("between")));
    }
  }

  /// Draws what a generator is trained on from combinations that were drawn before, which takes no
  /// comparison of planes. Places reach at most [Extension#SPREAD] past their targets: a generator
  /// that is trained on places farther out draws them back.
  ///
  /// @param known as [#combinations] returns them
  /// @return float32 `[n, d]`
  public Tensor trainingSample(Combinations known, int n, RandomKey key) {
    try (var scope = new Scope()) {
      Tensor chosen = RandomTensors.integers(key.fold("rows"), known.targets().size(0), n);
      double near = Math.min(reach, Extension.SPREAD);
      return scope.keep(places(known.rows(chosen), near, key.fold("between")));
    }
  }

  /// Draws what is combined, each independent of the others.
  ///
  /// @return n combinations
  /// @throws EverymodeException if nearly all points are rejected
  public Combinations combinations(int n, RandomKey key) {
    try (var scope = new Scope()) {
      if (form == Extension.Form.FIXED_PAIRS) {
        Combinations all = Objects.requireNonNull(fixed);
        return kept(scope, all.rows(RandomTensors.integers(key, all.targets().size(0), n)));
      }
      List<Combinations> parts = new ArrayList<>();
      long found = 0;
      for (int round = 0; round < ROUNDS && found < n; round++) {
        Combinations part = accepted(n, key.fold(round));
        parts.add(part);
        found += part.targets().size(0);
      }
      if (found < n) {
        throw rejected((long) n * ROUNDS - found, (long) n * ROUNDS);
      }
      Tensor targets = Ops.cat(parts.stream().map(Combinations::targets).toList());
      Tensor weights = Ops.cat(parts.stream().map(Combinations::weights).toList());
      return kept(
          scope,
          new Combinations(
              Ops.rows(targets, 0, n).contiguous(), Ops.rows(weights, 0, n).contiguous()));
    }
  }

  private static Combinations kept(Scope scope, Combinations some) {
    return new Combinations(scope.keep(some.targets()), scope.keep(some.weights()));
  }

  /// @return float32 `[m, d]`
  private Tensor places(Combinations some, double reach, RandomKey key) {
    long m = some.targets().size(0);
    long k = some.targets().size(1);
    Tensor y =
        Ops.rows(map.targets().points(), some.targets().reshape(-1))
            .view(m, k, map.targets().dim()); // [m, k, d]
    Tensor weights = some.weights();
    if (form == Extension.Form.PAIRS) {
      Tensor u = RandomTensors.uniform(key, m, 1); // [m, 1]
      Tensor own = Ops.plus(Ops.times(u, 1 + 2 * reach), -reach);
      weights = beside(own, Ops.plus(own.neg(), 1)); // [m, 2]
    }
    return weights.unsqueeze(1).matmul(y).squeeze(1); // [m, d]
  }

  private EverymodeException rejected(long some, long all) {
    return new EverymodeException(
        String.format(
            Locale.ROOT,
            "the extension rejected %,d of %,d points, whose neighbours are all beyond the threshold;"
                + " raise the threshold, or set extension.form to none",
            some,
            all));
  }

  /// The share of points that are rejected.
  ///
  /// @param n number of points to try
  public double rejectedShare(int n, RandomKey key) {
    try (var _ = new Scope()) {
      return form == Extension.Form.FIXED_PAIRS
          ? 0
          : 1 - accepted(n, key).targets().size(0) / (double) n;
    }
  }

  /// @return at most n combinations
  private Combinations accepted(int n, RandomKey key) {
    Tensor x = source.draw(n, key); // [n, d]
    if (neighbours == 0) {
      return new Combinations(map.cell(x).unsqueeze(1), Ops.full(1, n, 1));
    }
    Tensor top = map.cells().highest(x, neighbours + 1); // [n, k + 1]
    Tensor own = top.narrow(1, 0, 1);
    Tensor near = near(own, top); // [n, k + 1]
    if (keepEdges) {
      keepEdges(x, top, near);
    }
    return form == Extension.Form.PAIRS ? pairs(top, near) : barycentric(x, top, near);
  }

  /// Gives points without a near neighbour the highest of the nearest ones as their first.
  private void keepEdges(Tensor x, Tensor top, Tensor near) {
    Tensor edge = near.narrow(1, 1, neighbours).any(1).logical_not().nonzero().view(-1); // [r]
    if (edge.size(0) == 0) {
      return;
    }
    Tensor own = Ops.rows(top.narrow(1, 0, 1), edge); // [r, 1]
    Tensor others = Ops.rows(nearest, own.view(-1)); // [r, k]
    Tensor close = near(own, others); // [r, k]
    Tensor heights = map.cells().planes(Ops.rows(x, edge), others); // [r, k]
    Tensor best =
        heights
            .where(close, Ops.full(Double.NEGATIVE_INFINITY, 1))
            .argmax(new LongOptional(1), true);
    top.select(1, 1).index_copy_(0, edge, others.gather(1, best).view(-1));
    near.select(1, 1).index_copy_(0, edge, close.any(1));
  }

  /// Whether targets are near enough to be combined with one.
  ///
  /// @param own int64 `[m, 1]`
  /// @param others int64 `[m, k]`
  /// @return bool `[m, k]`
  public Tensor near(Tensor own, Tensor others) {
    Tensor limit = Ops.rows(limits, own.reshape(-1)).unsqueeze(1); // [m, 1]
    return threshold.apart(map, own, others).le(limit);
  }

  private Combinations pairs(Tensor top, Tensor near) {
    Tensor others = near.narrow(1, 1, neighbours); // [n, k]
    Tensor kept = others.any(1).nonzero().view(-1); // [m]
    Tensor highest = others.to(ScalarType.Byte).argmax(new LongOptional(1), true); // [n, 1], first
    Tensor partner = top.narrow(1, 1, neighbours).gather(1, highest); // [n, 1]
    Tensor both = beside(top.narrow(1, 0, 1), partner); // [n, 2]
    return new Combinations(both, Ops.zeros(top.size(0), 0)).rows(kept);
  }

  /// @param a `[n, 1]`
  /// @param b `[n, 1]`
  /// @return `[n, 2]`
  private static Tensor beside(Tensor a, Tensor b) {
    return Ops.cat(a.t(), b.t()).t().contiguous();
  }

  private Combinations barycentric(Tensor x, Tensor top, Tensor near) {
    long n = x.size(0);
    long k = top.size(1);
    Tensor c = Ops.rows(centres, top.reshape(-1)).view(n, k, x.size(1)); // [n, k + 1, d]
    Tensor distance = c.sub(x.unsqueeze(1)).square().sum(2).sqrt(); // [n, k + 1]
    Tensor kept = near.sum(1).gt(new Scalar(1)).nonzero().view(-1); // [m], with a neighbour
    Tensor inverse = distance.clamp_min(new Scalar(1e-12)).reciprocal();
    Tensor weight = inverse.where(near, Ops.zeros(1)); // [n, k + 1]
    return new Combinations(top, weight.div(weight.sum(new long[] {1}, true, null))).rows(kept);
  }

  private Combinations fixedPairs(RandomKey key) {
    Tensor top = map.cells().highest(source.draw(FIXED_POINTS, key.fold("points")), neighbours + 1);
    Tensor own = top.narrow(1, 0, 1).expand(top.size(0), neighbours); // [m, k]
    Tensor others = top.narrow(1, 1, neighbours);
    Tensor near = near(top.narrow(1, 0, 1), others);
    long[] a = Ops.longs(own.masked_select(near));
    long[] b = Ops.longs(others.masked_select(near));
    long[] partner = new long[map.targets().size()];
    Arrays.fill(partner, -1);
    for (int i = 0; i < a.length; i++) {
      int low = (int) Math.min(a[i], b[i]);
      long high = Math.max(a[i], b[i]);
      partner[low] = partner[low] < 0 ? high : Math.min(partner[low], high);
    }
    long[] begun =
        Arrays.stream(RandomTensors.permutation(key.fold("order"), partner.length))
            .filter(i -> partner[(int) i] >= 0)
            .limit(MOST_FIXED)
            .toArray();
    if (begun.length == 0) {
      throw rejected(FIXED_POINTS, FIXED_POINTS);
    }
    long[] ended = Arrays.stream(begun).map(i -> partner[(int) i]).toArray();
    Tensor weights = Ops.of(new float[] {1 - PART, PART}, 1, 2).expand(begun.length, 2);
    Tensor both = beside(Ops.of(begun).unsqueeze(1), Ops.of(ended).unsqueeze(1)); // [m, 2]
    return new Combinations(Scope.own(both), Scope.own(weights.contiguous()));
  }
}
