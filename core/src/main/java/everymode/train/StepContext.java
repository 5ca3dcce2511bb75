package everymode.train;

import everymode.data.Batch;
import everymode.nn.ForwardContext;
import everymode.random.RandomKey;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/// The inputs of an objective in one update: the real batch, the random key and the forward
/// context.
///
/// A step context is used by one thread and lives as long as its update.
///
/// @param draw draws the real batch; see [#real]
/// @param n rows of a batch, at least 1
/// @param step the step within the stage, from 0
/// @param key the random key of this update in this step
/// @param pass the forward context in which networks are applied
/// @param attached whether generated samples stay attached to the generator's autograd graph even
///   where they are used as data
/// @param known what was made by [#once], by name
public record StepContext(
    Supplier<Batch> draw,
    int n,
    long step,
    RandomKey key,
    ForwardContext pass,
    boolean attached,
    Map<Object, Object> known) {

  /// A context with the networks' own weights.
  ///
  /// @param draw draws the real batch at its first use
  /// @param n rows of a batch
  /// @param step the step within the stage, from 0
  /// @param key the random key of this update in this step
  public StepContext(Supplier<Batch> draw, int n, long step, RandomKey key) {
    this(draw, n, step, key, ForwardContext.training(key.fold("pass")), false, new HashMap<>());
  }

  /// The same step with another forward context; it shares the batch, the random key and all that
  /// was made [#once].
  ///
  /// @param other such as one with other weights of some network
  /// @param attached whether samples used as data stay attached
  public StepContext with(ForwardContext other, boolean attached) {
    return new StepContext(draw, n, step, key, other, attached, known);
  }

  /// The real batch, drawn at the first call.
  ///
  /// @return `n` rows
  public Batch real() {
    return once(draw, draw);
  }

  /// A value that several terms of one objective share, made at the first call.
  ///
  /// @param name the name under which the terms share it, usually text
  /// @param make creates it
  /// @return the same object at every call in this step
  @SuppressWarnings("unchecked") // A name has one type; a mistake fails at once in the cast.
  public <T> T once(Object name, Supplier<T> make) {
    Object value = known.get(name);
    if (value == null) {
      value = make.get();
      known.put(name, value);
    }
    return (T) value;
  }
}
