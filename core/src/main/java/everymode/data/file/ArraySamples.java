package everymode.data.file;

import everymode.data.DatasetSpec;
import everymode.data.Domain;
import everymode.error.EverymodeException;
import everymode.tensor.Ops;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Samples in arrays: `.npz`, `.npy` and `.safetensors` files.
public final class ArraySamples {

  private static final List<String> NAMES =
      List.of("samples", "arr_0", "x", "images", "image", "data");

  private ArraySamples() {}

  /// Whether a file has one of these formats, by its ending.
  public static boolean is(Path file) {
    return ArrayFile.is(file);
  }

  /// Reads samples: the array `samples`, `arr_0`, `x`, `images`, `image` or `data`, else the only
  /// array of the file. Other arrays, such as labels, are not read.
  ///
  /// @param spec the file with its options; those of [ImageOptions] for images
  /// @param domain what one sample must be
  /// @return `[n, ...]` as stored, channels before height and width
  /// @throws EverymodeException when the file is invalid or the shape does not match
  public static Tensor read(Path file, DatasetSpec spec, Domain domain) {
    Domain.Images image = domain.image().orElse(null);
    if (image != null) {
      ImageOptions options = ImageOptions.of(spec);
      Tensor stored = rows(file);
      Tensor x = ArrayImages.channelsFirst(stored, image).orElse(null);
      if (x == null) {
        String sizes = image.height() + ", " + image.width() + ", " + image.channels();
        throw wrong(file, stored, "[n, " + sizes + "]");
      }
      finite(file, x);
      return ImageSamples.fitted(spec, options.applied(ArrayImages.pixels(file, x)), image);
    }
    spec.allow(List.of());
    Tensor stored = rows(file);
    long[] shape = stored.shape();
    Domain.Grid grid = domain.grid().orElse(null);
    if (grid != null) {
      if (shape.length != 3 || shape[1] != grid.height() || shape[2] != grid.width()) {
        throw wrong(file, stored, "[n, " + grid.height() + ", " + grid.width() + "]");
      }
      return tiles(file, stored, grid);
    }
    if (shape.length != 2 || shape[1] != domain.shape()[0]) {
      throw wrong(file, stored, "[n, " + domain.shape()[0] + "]");
    }
    return stored;
  }

  /// Numbers of tiles as they are stored.
  private static Tensor tiles(Path file, Tensor stored, Domain.Grid grid) {
    Tensor tile = Ops.toFloat(stored);
    Tensor outside = tile.eq(new Scalar(Domain.Grid.OUTSIDE));
    Tensor whole = tile.eq(tile.round()).logical_and(tile.ge(new Scalar(0)));
    Tensor known = whole.logical_and(tile.lt(new Scalar(grid.tiles().size())));
    if (!known.logical_or(outside).all().item_bool()) {
      throw new EverymodeException(
          String.format(
              Locale.ROOT,
              "%s: levels must be numbers of tiles from 0 to %d, or %d outside of a level, but some are not; correct them",
              file,
              grid.tiles().size() - 1,
              Domain.Grid.OUTSIDE));
    }
    return tile.to(ScalarType.Byte);
  }

  private static Tensor rows(Path file) {
    ArrayFile arrays = ArrayFile.of(file);
    return arrays
        .firstOrOnly(NAMES)
        .map(arrays::read)
        .orElseThrow(() ->
            new EverymodeException(
                String.format(
                    Locale.ROOT,
                    "%s: must contain an array named samples or arr_0, or a single array, but contains %s; save it with numpy.savez(file, samples=...)",
                    file,
                    arrays.contents())));
  }

  private static void finite(Path file, Tensor x) {
    if (x.is_floating_point() && !Ops.finite(x)) {
      throw new EverymodeException(
          file + ": contains numbers that are not finite; remove those samples");
    }
  }

  private static EverymodeException wrong(Path file, Tensor stored, String wanted) {
    return new EverymodeException(
        String.format(
            Locale.ROOT,
            "%s: samples must have shape %s as in the data set, but have %s; choose the data set that"
                + " the samples are compared with",
            file,
            wanted,
            Arrays.toString(stored.shape())));
  }
}
