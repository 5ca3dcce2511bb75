package everymode.data.file;

import everymode.data.DatasetSpec;
import everymode.data.Domain;
import everymode.error.EverymodeException;
import everymode.io.Npz;
import everymode.io.TensorFile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// Samples in arrays: `.npz`, `.npy` and `.safetensors` files.
public final class ArraySamples {

  private ArraySamples() {}

  /// Whether a file has one of these formats, by its ending.
  public static boolean is(Path file) {
    return List.of(".npz", ".npy", ".safetensors").contains(PathSpec.ending(file));
  }

  /// Reads samples.
  ///
  /// @param spec the file with its options
  /// @param domain what one sample must be
  /// @return `[n, ...]` as stored, channels before height and width
  /// @throws EverymodeException when the file is invalid or the shape does not match
  public static Tensor read(Path file, DatasetSpec spec, Domain domain) {
    spec.allow(List.of());
    Tensor stored =
        switch (PathSpec.ending(file)) {
          case ".npz" -> Npz.samples(file);
          case ".npy" -> Npz.array(file);
          default -> single(file);
        };
    return switch (domain) {
      case Domain.Points _, Domain.Table _ ->
          matches(stored, domain.shape())
              ? stored
              : wrong(file, stored, "[n, " + domain.shape()[0] + "]");
      case Domain.Images(int c, int h, int w) -> images(file, stored, c, h, w);
    };
  }

  private static Tensor single(Path file) {
    var tensors = TensorFile.read(file).tensors();
    Tensor samples = tensors.get("samples");
    if (samples == null && tensors.size() == 1) {
      return tensors.values().iterator().next();
    }
    if (samples == null) {
      throw new EverymodeException(
          "%s: must contain a single tensor, or one named samples, but contains %s; save only that"
              .formatted(file, String.join(", ", tensors.keySet())));
    }
    return samples;
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
        ("%s: samples must have shape %s as in the data set, but have %s; choose the data set that"
                + " the samples are compared with")
            .formatted(file, wanted, Arrays.toString(stored.shape())));
  }
}
