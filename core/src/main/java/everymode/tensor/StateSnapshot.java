package everymode.tensor;

import everymode.error.EverymodeException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Saves all state of a part as named tensors and restores it. Counters are int64 tensors of shape
/// [].
public final class StateSnapshot {

  private StateSnapshot() {}

  /// Collects the state of a part. The tensors are not copied.
  ///
  /// @return tensor by path such as `model.generator.0.weight`, in the order of the traversal
  /// @throws IllegalStateException when two siblings have the same name
  public static Map<String, Tensor> of(Stateful part) {
    var saving = new Saver("", new LinkedHashMap<>());
    part.state(saving);
    return saving.tensors;
  }

  /// Restores saved state.
  ///
  /// @param part built from the same configuration as the saved one
  /// @param tensors as returned by [#of]
  /// @throws EverymodeException when a name is missing or unknown, or a shape differs
  public static void into(Stateful part, Map<String, Tensor> tensors) {
    var loading = new Loader("", tensors, new HashSet<>());
    try (var _ = new Scope()) {
      part.state(loading);
    }
    Set<String> rest = new TreeSet<>(tensors.keySet());
    rest.removeAll(loading.claimed);
    if (!rest.isEmpty()) {
      throw new EverymodeException(
          String.format(
              Locale.ROOT,
              "the saved state contains '%s', which this model does not have; it was saved with another configuration",
              rest.iterator().next()));
    }
  }

  private record Saver(String path, Map<String, Tensor> tensors) implements StateVisitor {

    @Override
    public Tensor tensor(String name, @Nullable Tensor tensor) {
      if (tensor == null) {
        throw new IllegalStateException("nothing to save as '" + path + name + "'");
      }
      if (tensors.put(path + name, tensor) != null) {
        throw new IllegalStateException("two parts of the state are named '" + path + name + "'");
      }
      return tensor;
    }

    @Override
    public long counter(String name, long value) {
      tensor(name, Ops.scalar(value));
      return value;
    }

    @Override
    public void child(String name, Stateful part) {
      part.state(new Saver(path + name + ".", tensors));
    }
  }

  private record Loader(String path, Map<String, Tensor> tensors, Set<String> claimed)
      implements StateVisitor {

    @Override
    public Tensor tensor(String name, @Nullable Tensor tensor) {
      Tensor saved = claim(name);
      if (tensor == null) {
        return Scope.own(saved.clone());
      }
      if (!Arrays.equals(tensor.shape(), saved.shape())) {
        throw new EverymodeException(
            String.format(
                Locale.ROOT,
                "the saved '%s%s' has shape %s, but this model needs %s",
                path,
                name,
                Arrays.toString(saved.shape()),
                Arrays.toString(tensor.shape())));
      }
      Autograd.noGrad(() -> tensor.copy_(saved));
      return tensor;
    }

    @Override
    public long counter(String name, long value) {
      return claim(name).item_long();
    }

    @Override
    public void child(String name, Stateful part) {
      part.state(new Loader(path + name + ".", tensors, claimed));
    }

    private Tensor claim(String name) {
      Tensor saved = tensors.get(path + name);
      if (saved == null) {
        throw new EverymodeException("the saved state lacks '" + path + name + "'");
      }
      if (!claimed.add(path + name)) {
        throw new IllegalStateException("two parts of the state are named '" + path + name + "'");
      }
      return saved;
    }
  }
}
