package everymode.data.file;

import everymode.data.Domain;
import everymode.error.EverymodeException;
import everymode.tensor.Ops;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// One image in a file of its own.
public final class SingleImage {

  private SingleImage() {}

  /// Reads an image of the size of a data set's. Colour becomes grey where the data set is grey.
  ///
  /// @param file PNG, JPEG, GIF or BMP; what is transparent is white
  /// @return float32 `[c, h, w]` in data units
  /// @throws EverymodeException if the file cannot be read or has another size
  public static Tensor read(Path file, Domain.Images wanted) {
    return read(file, wanted, ImageFile.Background.WHITE);
  }

  /// Reads a mask of the size of a data set's images.
  ///
  /// @param file PNG, JPEG, GIF or BMP; what is transparent is black
  /// @return booleans `[h, w]`, true where the mask is white
  /// @throws EverymodeException if the file cannot be read, has another size, or has pixels that
  ///   are neither black nor white
  public static Tensor readMask(Path file, Domain.Images images) {
    var grey = new Domain.Images(1, images.height(), images.width());
    Tensor mask = read(file, grey, ImageFile.Background.BLACK).squeeze(0);
    Tensor white = mask.gt(new Scalar(0.5));
    Tensor error = mask.sub(Ops.toFloat(white)).abs();
    if (error.max().item_float() > 0.25) {
      throw new EverymodeException(
          file
              + ": is no mask, because it has pixels that are neither black nor white; paint white"
              + " what is missing, and all else black or transparent");
    }
    return white;
  }

  private static Tensor read(Path file, Domain.Images wanted, ImageFile.Background background) {
    if (Files.isDirectory(file)) {
      throw new EverymodeException(file + ": is a folder; give the file of one image");
    }
    if (!Files.isRegularFile(file)) {
      throw new EverymodeException(file + ": there is no such file; check the path");
    }
    String name = file.toString();
    var image = new ImageFile(name, name, () -> Files.newInputStream(file));
    ImageHeader header = image.header();
    if (header.height() != wanted.height() || header.width() != wanted.width()) {
      throw new EverymodeException(
          String.format(
              Locale.ROOT,
              "%s: must have %d×%d pixels (height × width) like the data, but has %d×%d; resize it",
              name,
              wanted.height(),
              wanted.width(),
              header.height(),
              header.width()));
    }
    byte[] pixels =
        image.pixels(
            new ImageFile.TargetSize(wanted.channels(), wanted.height(), wanted.width(), false),
            background);
    return wanted.units(Ops.ofBytes(pixels, wanted.channels(), wanted.height(), wanted.width()));
  }
}
