package everymode.data;

import everymode.io.Sha256;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;

/// Hashes rows.
final class RowsHash {

  private static final int BLOCK = 1_024;
  private static final long BYTES = 32 << 20;

  private RowsHash() {}

  /// SHA-256 over type and shape, the rows block by block, and the labels.
  static String of(Rows rows) {
    try (var _ = new Scope()) {
      MessageDigest digest = Sha256.begin();
      digest.update(form(rows).getBytes(StandardCharsets.UTF_8));
      rows.blocks(step(rows), x -> digest.update(Ops.bytes(x.contiguous())));
      Tensor label = rows.label();
      if (label != null) {
        digest.update(Ops.bytes(label));
      }
      return Sha256.hex(digest);
    }
  }

  /// SHA-256 over a description and a tensor.
  static String of(String form, Tensor numbers) {
    try (var _ = new Scope()) {
      MessageDigest digest = Sha256.begin();
      digest.update(form.getBytes(StandardCharsets.UTF_8));
      digest.update(Ops.bytes(numbers));
      return Sha256.hex(digest);
    }
  }

  /// Rows per block, so that a block takes about 32 MB; the digest does not depend on it.
  private static int step(Rows rows) {
    try (var _ = new Scope()) {
      Tensor first = rows.first(1);
      return Math.clamp(BYTES / Math.max(1, first.numel() * first.element_size()), 1, BLOCK);
    }
  }

  private static String form(Rows rows) {
    Tensor first = rows.first(1);
    long[] shape = first.shape();
    shape[0] = rows.size();
    return (first.is_floating_point() ? "float32 " : "uint8 ") + Arrays.toString(shape);
  }
}
