package everymode.metric;

import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.error.EverymodeException;
import everymode.tensor.Grad;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// Looks at the rows of one data set through a judge; stacked digits channel by channel.
///
/// @param judge the network
/// @param channels 1, or how many images of digits lie behind one another
record Eye(Judge judge, int channels) {

  private static final int BLOCK = 500;

  /// @throws EverymodeException when the judge does not take such rows
  static Eye of(Judge judge, Dataset data) {
    if (data.domain() instanceof Domain.Images(int c, int h, int w)) {
      if (judge.channels() == c || judge.channels() == Judge.ANY) {
        return new Eye(judge, 1);
      }
      if (judge.channels() == 1 && data.stacked()) {
        return new Eye(judge, c);
      }
      throw new EverymodeException(
          "%s looks at images of %d channels, but '%s' has %d×%d images of %d; choose another judge"
              .formatted(judge.id(), judge.channels(), data.name(), h, w, c));
    }
    return new Eye(judge, 1);
  }

  /// What stands in brackets behind a metric's name.
  String id() {
    return judge.id();
  }

  /// @param x float32 `[n, ...]` in data units
  Seen look(Tensor x) {
    int n = Math.toIntExact(x.size(0));
    List<Seen> parts = new ArrayList<>();
    for (int from = 0; from < n; from += BLOCK) {
      try (var _ = new Scope()) {
        Tensor block = Ops.rows(x, from, Math.min(BLOCK, n - from));
        parts.add(Grad.without(() -> channels == 1 ? one(block) : stacked(block)));
      }
    }
    return Seen.join(parts);
  }

  private Seen one(Tensor x) {
    Judge.Look look;
    synchronized (judge) { // which one thread at a time may use
      look = judge.look(x);
    }
    Tensor logits = look.logits();
    return logits == null
        ? new Seen(Cloud.of(Ops.flat(look.features())), null, new int[0], new float[0])
        : Seen.of(Cloud.of(Ops.flat(look.features())), Cloud.of(Ops.softmax(logits)));
  }

  /// Labels are read as the digits of one number, and the least sure digit decides how sure.
  private Seen stacked(Tensor x) {
    List<Seen> digits = new ArrayList<>();
    for (int c = 0; c < channels; c++) {
      digits.add(one(x.narrow(1, c, 1).contiguous()));
    }
    return Seen.stack(digits, judge.classes().size());
  }
}
