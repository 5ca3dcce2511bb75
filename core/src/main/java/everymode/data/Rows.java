package everymode.data;

import everymode.tensor.Device;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Stored samples: uint8 pixels or float32 numbers.
///
/// @param x `[n, ...]` in storage form, on the processor
/// @param label classes `[n]` int64, or null when there are none
public record Rows(Tensor x, @Nullable Tensor label) {

  /// How many rows.
  ///
  /// @return n
  public int size() {
    return Math.toIntExact(x.size(0));
  }

  /// SHA-256 over type and shape, the rows and the labels.
  ///
  /// @return 64 hexadecimal digits
  public String hash() {
    try (var _ = new Scope()) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      String form = (x.is_floating_point() ? "float32 " : "uint8 ") + Arrays.toString(x.shape());
      digest.update(form.getBytes(StandardCharsets.UTF_8));
      digest.update(Ops.bytes(x));
      if (label != null) {
        digest.update(Ops.bytes(label));
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /// Rows that live as long as somebody holds them.
  static Rows of(float[] values, long @Nullable [] label, long... shape) {
    try (var _ = new Scope()) {
      return new Rows(own(Ops.of(values, shape)), label == null ? null : own(Ops.of(label)));
    }
  }

  /// Rows of pixels that live as long as somebody holds them.
  static Rows of(byte[] values, long @Nullable [] label, long... shape) {
    try (var _ = new Scope()) {
      return new Rows(own(Ops.ofBytes(values, shape)), label == null ? null : own(Ops.of(label)));
    }
  }

  private static Tensor own(Tensor t) {
    return Scope.own(Device.CPU.bring(t));
  }
}
