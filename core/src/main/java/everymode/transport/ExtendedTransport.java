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
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Draws from the transport of a source to targets, extended to what lies between them. A point at
/// the edge of the support, whose neighbours are all beyond the threshold, is rejected and another
/// one drawn.
///
/// *Source:* An et al., "AE-OT", ICLR 2020, and the released code.
public final class ExtendedTransport implements Sampler {

  private static final int ROUNDS = 100;
  private static final int FIXED_POINTS = 20_000;
  private static final int MOST_FIXED = 50_000;
  private static final double PART = 0.75; // of the way to the higher index

  private final TransportMap map;
  private final TransportSource source;
  private final Extension.Form form;
  private final int neighbours;
  private final Extension.Threshold threshold;
  private final Tensor limits; // float32 [n]
  private final Tensor centres; // float32 [n, d]
  private final Tensor fixed; // float32 [m, d], for fixed pairs

  /// @param centres of the cells, float32 `[n, d]`, as [MassCentres#centres] returns them
  /// @param limits of the extension's threshold, float32 `[n]`
  /// @param key determines fixed pairs
  public ExtendedTransport(
      TransportMap map,
      TransportSource source,
      Tensor centres,
      Extension extension,
      Tensor limits,
      RandomKey key) {
    this.map = map;
    this.source = source;
    this.centres = centres;
    this.limits = limits;
    threshold = extension.threshold();
    form = extension.form();
    neighbours = extension.neighbours(map.targets().dim(), map.targets().size());
    try (var _ = new Scope()) {
      fixed = Scope.own(form == Extension.Form.FIXED_PAIRS ? fixedPairs(key) : Ops.zeros(0, 1));
    }
  }

  /// Draws samples in the space of the targets, each independent of the others.
  ///
  /// @return float32 `[n, d]`
  /// @throws EverymodeException if nearly all points are rejected
  @Override
  public Tensor sample(int n, RandomKey key) {
    try (var scope = new Scope()) {
      if (form == Extension.Form.FIXED_PAIRS) {
        Tensor chosen = RandomTensors.integers(key, fixed.size(0), n);
        return scope.keep(Ops.rows(fixed, chosen));
      }
      List<Tensor> parts = new ArrayList<>();
      long found = 0;
      for (int round = 0; round < ROUNDS && found < n; round++) {
        Tensor part = accepted(n, key.fold(round));
        parts.add(part);
        found += part.size(0);
      }
      if (found < n) {
        throw rejected((long) n * ROUNDS - found, (long) n * ROUNDS);
      }
      return scope.keep(Ops.rows(Ops.cat(parts), 0, n).contiguous());
    }
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
      return form == Extension.Form.FIXED_PAIRS ? 0 : 1 - accepted(n, key).size(0) / (double) n;
    }
  }

  /// @return float32 `[at most n, d]`
  private Tensor accepted(int n, RandomKey key) {
    Tensor x = source.draw(n, key); // [n, d]
    if (neighbours == 0) {
      return map.of(x);
    }
    Tensor top = map.cells().highest(x, neighbours + 1); // [n, k + 1]
    Tensor own = top.narrow(1, 0, 1);
    Tensor near = near(own, top); // [n, k + 1]
    return form == Extension.Form.PAIRS
        ? pairs(top, near, key.fold("between"))
        : barycentres(x, top, near);
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

  private Tensor pairs(Tensor top, Tensor near, RandomKey key) {
    Tensor others = near.narrow(1, 1, neighbours); // [n, k]
    Tensor kept = others.any(1).nonzero().view(-1); // [m]
    Tensor highest = others.to(ScalarType.Byte).argmax(new LongOptional(1), true); // [n, 1], first
    Tensor partner = top.narrow(1, 1, neighbours).gather(1, highest).view(-1); // [n]
    Tensor w = RandomTensors.uniform(key, top.size(0), 1); // [n, 1]
    Tensor first = Ops.rows(map.targets().points(), top.select(1, 0));
    Tensor second = Ops.rows(map.targets().points(), partner);
    return Ops.rows(second.add(w.mul(first.sub(second))), kept);
  }

  private Tensor barycentres(Tensor x, Tensor top, Tensor near) {
    long n = x.size(0);
    long k = top.size(1);
    long d = x.size(1);
    Tensor c = Ops.rows(centres, top.reshape(-1)).view(n, k, d); // [n, k + 1, d]
    Tensor distance = c.sub(x.unsqueeze(1)).square().sum(2).sqrt(); // [n, k + 1]
    Tensor rows = near.sum(1).gt(new Scalar(1)).nonzero().view(-1); // [m], with a neighbour
    Tensor inverse = distance.clamp_min(new Scalar(1e-12)).reciprocal();
    Tensor weight = inverse.where(near, Ops.zeros(1)); // [n, k + 1]
    weight = Ops.rows(weight.div(weight.sum(new long[] {1}, true, null)), rows);
    long m = rows.size(0);
    Tensor y =
        Ops.rows(map.targets().points(), Ops.rows(top, rows).reshape(-1))
            .view(m, k, d); // [m, k + 1, d]
    return weight.unsqueeze(1).matmul(y).squeeze(1); // [m, d]
  }

  /// @return float32 `[at most n, d]`
  private Tensor fixedPairs(RandomKey key) {
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
    Tensor from = Ops.rows(map.targets().points(), Ops.of(begun));
    Tensor to = Ops.rows(map.targets().points(), Ops.of(ended));
    return from.add(Ops.times(to.sub(from), PART));
  }
}
