package everymode.nn;

import everymode.tensor.StateVisitor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/// Several networks that one player trains.
///
/// @param parts by the names of their state, in order
public record ModuleDict(Map<String, Parameterised> parts) implements Parameterised {

  /// Copies the map and keeps its order.
  public ModuleDict {
    parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
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
