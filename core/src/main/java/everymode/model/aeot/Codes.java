package everymode.model.aeot;

import everymode.data.Dataset;
import everymode.random.RandomKey;
import everymode.tensor.Batches;
import everymode.tensor.Device;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import everymode.tensor.StateVisitor;
import everymode.tensor.Stateful;
import everymode.train.FitStep;
import everymode.train.Stage;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;

/// The codes of training rows, computed once the encoder is trained.
final class Codes implements Stateful {

  private static final int BATCH = 256;
  private static final int STEP = 2_048; // rows

  private final Dataset data;
  private final Coding coding;
  private final RandomKey key;
  private final Tensor codes; // float32 [m, dim]
  private long done;

  /// @param most rows
  /// @param key determines the rows
  Codes(Dataset data, Coding coding, int most, RandomKey key) {
    this.data = data;
    this.coding = coding;
    this.key = key;
    try (var _ = new Scope()) {
      codes = Scope.own(Ops.zeros(Math.min(most, data.train().size()), coding.dim()));
    }
  }

  /// Of a weighted data set rows are drawn with their weights, so that some appear several times.
  private long[] rows() {
    int m = Math.toIntExact(codes.size(0));
    var weights = data.weights();
    if (weights == null) {
      return data.sampleRows(m, key);
    }
    SplittableRandom random = key.random();
    long[] rows = new long[m];
    Arrays.setAll(rows, _ -> weights.sample(random));
    return rows;
  }

  int dim() {
    return coding.dim();
  }

  /// Whether all codes are there.
  boolean ready() {
    return done == codes.size(0);
  }

  /// The codes.
  ///
  /// @return float32 `[m, dim]`
  Tensor all() {
    return codes;
  }

  /// Codes chosen at random; standard normal numbers while there are none.
  ///
  /// @return float32 `[n, dim]`
  Tensor some(int n, RandomKey key) {
    return ready()
        ? Ops.rows(codes, RandomTensors.integers(key, codes.size(0), n))
        : RandomTensors.normal(key, n, dim());
  }

  /// The stage that computes them, after which the coding is not trained any more.
  Stage stage() {
    long steps = (codes.size(0) + STEP - 1) / STEP;
    return new Stage.Fit(
        "encode",
        steps,
        (step, _) -> {
          if (step == 0) {
            coding.retire();
          }
          long[] all = rows();
          int from = Math.toIntExact(step * STEP);
          try (var _ = new Scope()) {
            long[] some = Arrays.copyOfRange(all, from, Math.min(all.length, from + STEP));
            Tensor x = data.domain().encode(Device.current().bring(data.train().x(some)));
            Ops.rows(codes, from, some.length).copy_(Batches.predict(x, BATCH, coding::encode));
            done = (long) from + some.length;
          }
          return FitStep.Result.of(ready());
        });
  }

  @Override
  public void state(StateVisitor s) {
    done = s.counter("done", done);
    s.tensor("codes", codes);
  }
}
