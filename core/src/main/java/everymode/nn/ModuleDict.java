package everymode.nn;

import everymode.tensor.StateVisitor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/// Several networks that one player moves.
///
/// @param parts by the names of their state, in order
public record ModuleDict(Map<String, Trainable> parts) implements Trainable {

  /// Copies the map and keeps its order.
  public ModuleDict {
    parts = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(parts));
  }

  /// Two networks.
  ///
  /// @param first name of the first
  /// @param one the first
  /// @param second name of the second
  /// @param other the second
  /// @return both
  public static ModuleDict of(String first, Trainable one, String second, Trainable other) {
    Map<String, Trainable> parts = new LinkedHashMap<>();
    parts.put(first, one);
    parts.put(second, other);
    return new ModuleDict(parts);
  }

  @Override
  public List<Tensor> parameters() {
    return parts.values().stream().flatMap(part -> part.parameters().stream()).toList();
  }

  @Override
  public void state(StateVisitor s) {
    parts.forEach(s::child);
  }
}
