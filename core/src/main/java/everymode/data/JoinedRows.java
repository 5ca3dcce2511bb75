package everymode.data;

import everymode.tensor.Device;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Concatenated rows of several sets, without a copy.
///
/// @param parts the sets, at least one, with the same shape of row
/// @param domain converts rows to one type where bytes and floating point are joined; null where
///   all parts have the same type
/// @param label classes of all rows, int64 `[n]`, owned, or null when a part has none
public record JoinedRows(List<Rows> parts, @Nullable Domain domain, @Nullable Tensor label)
    implements Rows {

  public JoinedRows {
    parts = List.copyOf(parts);
  }

  /// Joins sets; a single one is returned as it is.
  public static Rows of(List<Rows> parts, Domain domain) {
    if (parts.size() == 1) {
      return parts.getFirst();
    }
    try (var _ = new Scope()) {
      List<Tensor> labels = new ArrayList<>();
      for (Rows part : parts) {
        Tensor label = part.label();
        if (label != null) {
          labels.add(label);
        }
      }
      boolean mixed =
          parts.stream().map(part -> part.first(1).is_floating_point()).distinct().count() > 1;
      return new JoinedRows(
          parts,
          mixed ? domain : null,
          labels.size() == parts.size() ? Scope.own(Ops.cat(labels)) : null);
    }
  }

  @Override
  public int size() {
    return Math.toIntExact(parts.stream().mapToLong(Rows::size).sum());
  }

  @Override
  public boolean outOfCore() {
    return parts.stream().anyMatch(Rows::outOfCore);
  }

  @Override
  public boolean stacked() {
    return parts.stream().allMatch(Rows::stacked);
  }

  @Override
  public Tensor x(Tensor rows) {
    return x(Ops.longs(rows));
  }

  @Override
  public Tensor x(long[] rows) {
    long[] position = new long[rows.length];
    List<Tensor> pieces = new ArrayList<>();
    long begin = 0;
    int taken = 0;
    for (Rows part : parts) {
      long first = begin;
      long end = begin + part.size();
      long[] own = Arrays.stream(rows).filter(row -> row >= first && row < end).toArray();
      for (int i = 0, next = taken; i < rows.length; i++) {
        if (rows[i] >= first && rows[i] < end) {
          position[i] = next++;
        }
      }
      if (own.length > 0) {
        Tensor x = part.x(Arrays.stream(own).map(row -> row - first).toArray());
        pieces.add(domain == null ? x : domain.units(x));
      }
      taken += own.length;
      begin = end;
    }
    if (taken != rows.length) {
      throw new IndexOutOfBoundsException("rows must be from 0 to " + (size() - 1));
    }
    return pieces.isEmpty()
        ? parts.getFirst().x(rows)
        : pieces.size() == 1
            ? pieces.getFirst()
            : Ops.rows(Ops.cat(pieces), Device.CPU.bring(Ops.of(position)));
  }
}
