package everymode.data;

import everymode.error.EverymodeException;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Samples of a domain in `.npz` files: points as float32 `[n, d]`, images as uint8 `[n, h, w, c]`.
public final class Samples {

  private Samples() {}

  /// Reads samples.
  ///
  /// Images may be uint8 (divided by 255) or floating-point intensities in [0, 1], of shape `[n, h,
  /// w, c]`, `[n, c, h, w]`, or `[n, h, w]` when they are grey.
  ///
  /// @param file an `.npz` file; see [Npz#samples]
  /// @param domain what one sample must be
  /// @return float32 `[n, ...]` in data units
  /// @throws EverymodeException when the file is not sound or the shape is another
  public static Tensor read(Path file, Domain domain) {
    try (var scope = new Scope()) {
      Tensor stored = Npz.samples(file);
      Tensor x =
          switch (domain) {
            case Domain.Points(int dim) ->
                matches(stored, dim) ? stored : wrong(file, stored, "[n, " + dim + "]");
            case Domain.Table(var columns) ->
                matches(stored, columns.size())
                    ? stored
                    : wrong(file, stored, "[n, " + columns.size() + "]");
            case Domain.Images(int c, int h, int w) -> images(file, stored, c, h, w);
          };
      if (stored.scalar_type().intern() == ScalarType.Long) {
        throw new EverymodeException(file + ": samples must be uint8 or float32, but are int64");
      }
      return scope.keep(domain.units(x).contiguous());
    }
  }

  private static Tensor images(Path file, Tensor stored, int c, int h, int w) {
    if (matches(stored, h, w, c)) {
      return stored.permute(0, 3, 1, 2);
    }
    if (matches(stored, c, h, w)) {
      return stored;
    }
    return c == 1 && matches(stored, h, w)
        ? stored.unsqueeze(1)
        : wrong(file, stored, "[n, %d, %d, %d]".formatted(h, w, c));
  }

  private static boolean matches(Tensor stored, long... sample) {
    long[] shape = stored.shape();
    return shape.length == sample.length + 1
        && Arrays.equals(sample, Arrays.copyOfRange(shape, 1, shape.length));
  }

  private static Tensor wrong(Path file, Tensor stored, String wanted) {
    throw new EverymodeException(
        ("%s: samples must have the shape %s of the data set, but have %s; choose the data set"
                + " that the samples imitate")
            .formatted(file, wanted, Arrays.toString(stored.shape())));
  }

  /// Writes samples; images are rounded to bytes.
  ///
  /// @param file where to; a file that is there is replaced
  /// @param domain what one sample is
  /// @param samples float32 `[n, ...]` in data units
  /// @param more further arrays, such as `labels` or `component`, int64 `[n]`
  /// @throws EverymodeException when the file cannot be written
  public static void write(Path file, Domain domain, Tensor samples, Map<String, Tensor> more) {
    try (var _ = new Scope()) {
      Map<String, Tensor> arrays = new LinkedHashMap<>();
      arrays.put(
          "samples",
          switch (domain) {
            case Domain.Points _, Domain.Table _ -> Ops.toFloat(samples);
            case Domain.Images _ -> bytes(samples).permute(0, 2, 3, 1).contiguous();
          });
      arrays.putAll(more);
      Npz.write(file, arrays);
    }
  }

  private static Tensor bytes(Tensor intensities) {
    return Ops.times(intensities, 255)
        .round()
        .clamp_min(new Scalar(0))
        .clamp_max(new Scalar(255))
        .to(ScalarType.Byte);
  }
}
