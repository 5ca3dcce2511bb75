package everymode.data.file;

import everymode.data.Domain;
import everymode.error.EverymodeException;
import everymode.tensor.Ops;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.bytedeco.pytorch.Tensor;

/// One image in a file of its own.
public final class SingleImage {

  private SingleImage() {}

  /// Reads an image of the size of a data set's. Colour becomes grey where the data set is grey.
  ///
  /// @param file PNG, JPEG, GIF or BMP
  /// @return float32 `[c, h, w]` in data units
  /// @throws EverymodeException if the file cannot be read or has another size
  public static Tensor read(Path file, Domain.Images wanted) {
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
            new ImageFile.TargetSize(wanted.channels(), wanted.height(), wanted.width(), false));
    return wanted.units(Ops.ofBytes(pixels, wanted.channels(), wanted.height(), wanted.width()));
  }
}
