package everymode.nn;

import everymode.random.RandomKey;
import java.util.IdentityHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/// The context of one forward pass: which weights the network reads, whether it is in training
/// mode, and the random key.
///
/// Applying a layer changes nothing. Buffers that change in training (running moments, power
/// iterations) hand their next value to the context; the training loop stores those of the player
/// that is updated. A context belongs to one thread.
public final class ForwardContext {

  private final boolean training;
  private final Shared shared;
  private final IdentityHashMap<Tensor, Tensor> weights;

  private ForwardContext(boolean training, Shared shared, IdentityHashMap<Tensor, Tensor> weights) {
    this.training = training;
    this.shared = shared;
    this.weights = weights;
  }

  /// The context of a training step, with the layers' own weights.
  ///
  /// @param key determines dropout masks and the like
  public static ForwardContext training(RandomKey key) {
    return new ForwardContext(true, new Shared(key), new IdentityHashMap<>());
  }

  /// Evaluation mode with the layers' own weights: running moments, no dropout.
  public static ForwardContext evaluation() {
    return new ForwardContext(false, new Shared(new RandomKey(0)), new IdentityHashMap<>());
  }

  /// The same context with some weights or buffers replaced by other tensors.
  ///
  /// @param replaced replacement by the layer's own tensor
  /// @return shares random key and next buffers with this context
  public ForwardContext replacing(Map<Tensor, Tensor> replaced) {
    var all = new IdentityHashMap<Tensor, Tensor>(weights);
    replaced.forEach(all::put);
    return new ForwardContext(training, shared, all);
  }

  /// The same context with one weight replaced.
  ///
  /// @param own the layer's tensor
  /// @param other its replacement
  /// @return shares random key and next buffers with this context
  public ForwardContext replacing(Tensor own, Tensor other) {
    return replacing(Map.of(own, other));
  }

  /// Whether this is a training step.
  ///
  /// @return false in evaluation mode
  public boolean training() {
    return training;
  }

  /// A new random key at each call.
  ///
  /// @return determined by the context's random key and the number of earlier calls
  public RandomKey key() {
    return shared.key.fold(shared.calls++);
  }

  /// The tensor to compute with in place of a layer's own.
  ///
  /// @param own a weight or buffer of the layer
  /// @return the replacement if there is one, else the next value set earlier in this forward pass,
  ///   else the layer's own
  public Tensor weight(Tensor own) {
    Tensor replaced = weights.get(own);
    return replaced != null ? replaced : shared.next.getOrDefault(own, own);
  }

  /// Sets the next value of a buffer.
  ///
  /// @param buffer the layer's own tensor
  /// @param value the value to store after the player's update
  public void next(Tensor buffer, Tensor value) {
    shared.next.put(buffer, value);
  }

  /// The next values set so far.
  ///
  /// @return value by the layer's own tensor, by identity
  public Map<Tensor, Tensor> next() {
    return shared.next;
  }

  private static final class Shared {
    final RandomKey key;
    final IdentityHashMap<Tensor, Tensor> next = new IdentityHashMap<>();
    long calls;

    Shared(RandomKey key) {
      this.key = key;
    }
  }
}
