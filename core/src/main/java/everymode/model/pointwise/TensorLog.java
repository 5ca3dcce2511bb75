package everymode.model.pointwise;

import everymode.tensor.Ops;
import everymode.tensor.Scope;
import everymode.tensor.StateVisitor;
import everymode.tensor.Stateful;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;

/// Tensors in the state, one per round.
final class TensorLog implements Stateful {

  private final List<Tensor> rows = new ArrayList<>();

  int size() {
    return rows.size();
  }

  void add(Supplier<Tensor> make) {
    try (var _ = new Scope()) {
      rows.add(Scope.own(make.get()));
    }
  }

  double[] get(int round) {
    return Ops.doubles(rows.get(round));
  }

  @Override
  public void state(StateVisitor s) {
    int count = (int) s.counter("rounds", rows.size());
    for (int t = 0; t < count; t++) {
      if (t < rows.size()) {
        s.tensor("round." + t, rows.get(t));
      } else {
        rows.add(s.tensor("round." + t, null));
      }
    }
    rows.subList(count, rows.size()).clear();
  }
}
