package everymode.train;

import everymode.data.Batch;
import everymode.nn.ForwardContext;
import everymode.random.RandomKey;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What an objective may know: the real batch, the chance and the pass of one move.
///
/// A turn lives as long as its move and belongs to its thread.
public final class StepContext {

  private final Supplier<Batch> draw;
  private final int n;
  private final long step;
  private final RandomKey key;
  private final ForwardContext pass;
  private final Shared shared;

  private static final class Shared {
    final Map<Object, Object> known = new HashMap<>();
    @Nullable Batch real;
  }

  /// A turn.
  ///
  /// @param draw draws the real batch, when it is asked for
  /// @param n rows of a batch
  /// @param step the step within the stage
  /// @param key the chance of this move, at this step
  public StepContext(Supplier<Batch> draw, int n, long step, RandomKey key) {
    this(draw, n, step, key, ForwardContext.training(key.fold("pass")), new Shared());
  }

  private StepContext(
      Supplier<Batch> draw, int n, long step, RandomKey key, ForwardContext pass, Shared shared) {
    this.draw = draw;
    this.n = n;
    this.step = step;
    this.key = key;
    this.pass = pass;
    this.shared = shared;
  }

  /// The same turn with another pass: what was made once stays as it is.
  ///
  /// @param other with other weights of some network
  /// @return a turn that shares batch and chance with this one
  public StepContext with(ForwardContext other) {
    return new StepContext(draw, n, step, key, other, shared);
  }

  /// The real batch, drawn at the first call.
  ///
  /// @return `n` rows
  public Batch real() {
    Batch batch = shared.real;
    if (batch == null) {
      batch = draw.get();
      shared.real = batch;
    }
    return batch;
  }

  /// Rows of a batch.
  ///
  /// @return at least 1
  public int n() {
    return n;
  }

  /// The step within the stage.
  ///
  /// @return from 0
  public long step() {
    return step;
  }

  /// The chance of this move at this step.
  ///
  /// @return the same at every call
  public RandomKey key() {
    return key;
  }

  /// The pass with which networks are applied.
  ///
  /// @return the same at every call
  public ForwardContext pass() {
    return pass;
  }

  /// What several terms of one objective need, made once.
  ///
  /// @param <T> its type
  /// @param name the name under which the terms share it, usually text
  /// @param make makes it at the first call
  /// @return the same object at every call of this turn
  @SuppressWarnings("unchecked") // A name stands for one type; a slip fails at once in the cast.
  public <T> T once(Object name, Supplier<T> make) {
    Object known = shared.known.get(name);
    if (known == null) {
      known = make.get();
      shared.known.put(name, known);
    }
    return (T) known;
  }
}
