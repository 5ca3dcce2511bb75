package everymode.nn;

import everymode.random.RandomKey;
import java.util.IdentityHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/// One evaluation of a network: which weights it reads, whether it trains, and its chance.
///
/// Layers change nothing while they are applied. Buffers that move in training (running moments,
/// power iterations) hand their next value to the pass; the training loop stores those of the
/// player that moves. A pass belongs to one thread.
public final class ForwardContext {

  private final boolean training;
  private final Shared shared;
  private final IdentityHashMap<Tensor, Tensor> weights;

  private ForwardContext(boolean training, Shared shared, IdentityHashMap<Tensor, Tensor> weights) {
    this.training = training;
    this.shared = shared;
    this.weights = weights;
  }

  /// A pass of a training step.
  ///
  /// @param key decides dropout masks and the like
  /// @return a pass with the layers' own weights
  public static ForwardContext training(RandomKey key) {
    return new ForwardContext(true, new Shared(key), new IdentityHashMap<>());
  }

  /// A pass for using a network: running moments, no dropout.
  ///
  /// @return a pass with the layers' own weights
  public static ForwardContext evaluation() {
    return new ForwardContext(false, new Shared(new RandomKey(0)), new IdentityHashMap<>());
  }

  /// The same pass with other tensors in place of some weights or buffers.
  ///
  /// @param replaced what stands in, by the tensor it stands for
  /// @return a pass that shares chance and next buffers with this one
  public ForwardContext replacing(Map<Tensor, Tensor> replaced) {
    var all = new IdentityHashMap<Tensor, Tensor>(weights);
    replaced.forEach(all::put);
    return new ForwardContext(training, shared, all);
  }

  /// The same pass with one other weight.
  ///
  /// @param own the layer's tensor
  /// @param other what stands in
  /// @return a pass that shares chance and next buffers with this one
  public ForwardContext replacing(Tensor own, Tensor other) {
    var all = new IdentityHashMap<Tensor, Tensor>(weights);
    all.put(own, other);
    return new ForwardContext(training, shared, all);
  }

  /// Whether this is a training step.
  ///
  /// @return false when the network is only used
  public boolean training() {
    return training;
  }

  /// A chance that no earlier call in this pass has seen.
  ///
  /// @return decided by the pass's chance and by the number of calls before
  public RandomKey key() {
    return shared.key.fold(shared.calls++);
  }

  /// The tensor to compute with in place of a layer's own.
  ///
  /// @param own a weight or buffer of the layer
  /// @return the replacement if there is one, then the next value handed over earlier in this pass,
  ///   else the layer's own
  public Tensor weight(Tensor own) {
    Tensor replaced = weights.get(own);
    return replaced != null ? replaced : shared.next.getOrDefault(own, own);
  }

  /// Hands over the next value of a buffer.
  ///
  /// @param buffer the layer's own tensor
  /// @param value what it shall hold after the moving player's descent
  public void next(Tensor buffer, Tensor value) {
    shared.next.put(buffer, value);
  }

  /// The next values handed over so far.
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
