package everymode.model.hgan;

import everymode.data.Batch;
import everymode.data.Domain;
import everymode.model.autoregressive.AutoregressiveTraining;
import everymode.random.RandomKey;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import everymode.tensor.StateVisitor;
import everymode.tensor.Stateful;
import everymode.train.Action;
import everymode.train.FitStep;
import everymode.train.Stage;
import everymode.train.StepContext;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Samples of the teacher, drawn ahead since each takes as many passes as it has values. The oldest
/// are replaced at fixed steps.
final class TeacherPool implements Stateful {

  private static final int BLOCK = 256;

  private final AutoregressiveTraining teacher;
  private final Domain domain;
  private final PoolSettings settings;
  private @Nullable Tensor samples; // [size, ...] as stored, once the first are drawn
  private long drawn; // since the beginning

  TeacherPool(AutoregressiveTraining teacher, Domain domain, PoolSettings settings) {
    this.teacher = teacher;
    this.domain = domain;
    this.settings = settings;
  }

  /// The stage that fills the pool.
  Stage fill() {
    long steps = (settings.size() + BLOCK - 1L) / BLOCK;
    return new Stage.Fit(
        "pool",
        steps,
        (_, key) -> {
          add((int) Math.min(BLOCK, settings.size() - drawn), key);
          return FitStep.Result.of(drawn == settings.size());
        });
  }

  /// Replaces the oldest samples at fixed steps.
  Action renewal() {
    return new Action.Task(
        "pool",
        settings.every(),
        (_, key) -> add(Math.min(settings.renewed(), settings.size()), key));
  }

  private void add(int n, RandomKey key) {
    for (int done = 0; done < n; done += BLOCK) {
      try (var _ = new Scope()) {
        Tensor some = teacher.sample(Math.min(BLOCK, n - done), key.fold(done));
        put(domain.stored(domain.decode(some)));
      }
    }
  }

  private void put(Tensor some) {
    Tensor all = samples;
    if (all == null) {
      long[] shape = some.shape();
      shape[0] = settings.size();
      all = Scope.owned(() -> Ops.zeros(shape).to(some.scalar_type()));
      samples = all;
    }
    for (long from = 0, n = some.size(0); from < n; ) {
      long at = drawn % settings.size();
      long count = Math.min(n - from, settings.size() - at);
      Ops.rows(all, at, count).copy_(Ops.rows(some, from, count));
      from += count;
      drawn += count;
    }
  }

  /// The same step with samples of the teacher in the place of real rows.
  StepContext inPlaceOfReal(StepContext context) {
    return new StepContext(
        () -> batch(context.n(), context.key().fold("pool")),
        context.n(),
        context.step(),
        context.key(),
        context.pass(),
        context.attached(),
        context.known());
  }

  /// Independent draws.
  Batch batch(int n, RandomKey key) {
    Tensor rows = RandomTensors.integers(key, settings.size(), n);
    Tensor stored = Ops.rows(Objects.requireNonNull(samples), rows);
    return new Batch(domain.encode(stored), rows, null);
  }

  /// Drops the samples.
  void retire() {
    samples = null;
    drawn = 0;
  }

  @Override
  public void state(StateVisitor s) {
    drawn = s.counter("drawn", drawn);
    if (drawn > 0) {
      samples = s.tensor("samples", samples);
    }
  }
}
