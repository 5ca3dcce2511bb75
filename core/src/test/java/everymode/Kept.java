package everymode;

import everymode.tensor.Ops;
import everymode.tensor.Scope;
import everymode.tensor.StateSnapshot;
import everymode.tensor.Stateful;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/// Independent copies of a state.
public final class Kept {

  private Kept() {}

  /// Copies that a state can be loaded from.
  public static Map<String, Tensor> copy(Stateful part) {
    Map<String, Tensor> copies = new LinkedHashMap<>();
    try (var _ = new Scope()) {
      StateSnapshot.of(part).forEach((name, t) -> copies.put(name, Scope.own(t.detach().clone())));
    }
    return copies;
  }

  /// The bytes of each tensor, for comparison.
  public static Map<String, ByteBuffer> bytes(Stateful part) {
    Map<String, ByteBuffer> all = new LinkedHashMap<>();
    try (var _ = new Scope()) {
      StateSnapshot.of(part)
          .forEach((name, t) -> {
            ByteBuffer buffer = Ops.bytes(t.detach());
            all.put(name, ByteBuffer.allocate(buffer.remaining()).put(buffer).flip());
          });
    }
    return all;
  }
}
