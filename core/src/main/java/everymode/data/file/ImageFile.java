package everymode.data.file;

import everymode.error.EverymodeException;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/// One image in a file or an archive: PNG, JPEG, GIF or BMP.
///
/// Values of other than 8 bits are scaled to 0 to 255, palettes are resolved, and transparent
/// pixels are blended with white: `α x + (1 − α) 255`. Colour becomes grey as `0.299 R + 0.587 G +
/// 0.114 B`.
///
/// @param name the path relative to its folder or archive, with slashes
/// @param where its name in error messages
/// @param opening opens its bytes
record ImageFile(String name, String where, Opener opening) {

  private static final int MOST_PIXELS = 64 << 20;
  private static final int MOST_BYTES = 256 << 20;

  /// Opens the bytes of an image.
  interface Opener {
    InputStream open() throws IOException;
  }

  /// Size and channels, read from the first bytes.
  ImageHeader header() {
    try (var in = new DataInputStream(opening.open())) {
      ImageHeader header = ImageHeader.read(in);
      if (header.height() < 1
          || header.width() < 1
          || (long) header.height() * header.width() > MOST_PIXELS) {
        throw bad(
            String.format(
                Locale.ROOT,
                "must have from 1 to 64 million pixels, but has %d×%d; remove it",
                header.height(),
                header.width()));
      }
      return header;
    } catch (ImageHeader.InvalidImage e) {
      String what = String.valueOf(e.getMessage());
      throw bad(what.contains(";") ? what : what + "; repair or remove it");
    } catch (NoSuchFileException e) {
      throw new EverymodeException(
          where + ": must exist, but is a link to no file, or was removed; remove the link", e);
    } catch (AccessDeniedException e) {
      throw new EverymodeException(
          where + ": cannot be read, because access is denied; change its permissions", e);
    } catch (IOException e) {
      throw new EverymodeException(
          where + ": cannot be read: " + e.getMessage() + "; repair or remove it", e);
    }
  }

  /// What is seen where an image is transparent.
  enum Background {
    WHITE(255),
    BLACK(0);

    private final int value;

    Background(int value) {
      this.value = value;
    }

    private int behind(int colour, int alpha) {
      return alpha == 255 ? colour : (alpha * colour + (255 - alpha) * value + 127) / 255;
    }
  }

  /// The pixels on white in the target size, `[channels, height, width]`.
  byte[] pixels(TargetSize frame) {
    return pixels(frame, Background.WHITE);
  }

  /// The pixels in the target size, `[channels, height, width]`.
  byte[] pixels(TargetSize frame, Background background) {
    ImageHeader header = header(); // the file may have changed since it was last read
    if (!frame.resized()
        && (header.height() != frame.height() || header.width() != frame.width())) {
      throw bad(
          String.format(
              Locale.ROOT, "has changed to %s since the set was opened; open it again", header));
    }
    byte[] colours = planes(decoded(header), background);
    byte[] own = frame.channels() == 1 ? grey(colours) : colours;
    return ImageResize.of(
        own, frame.channels(), header.height(), header.width(), frame.height(), frame.width());
  }

  /// The common size and channels of all images of a set.
  ///
  /// @param channels 1 for grey, 3 for colour
  /// @param resized whether images of other sizes are resized
  record TargetSize(int channels, int height, int width, boolean resized) {
    int size() {
      return channels * height * width;
    }
  }

  private BufferedImage decoded(ImageHeader header) {
    try (InputStream in = opening.open()) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw bad("must have at most 256 MB, but is larger; remove it");
      }
      if (bytes.length < header.least()) {
        throw bad(
            String.format(
                Locale.ROOT,
                "declares %d×%d pixels, which its %,d bytes cannot contain; repair or remove it",
                header.height(),
                header.width(),
                bytes.length));
      }
      return decoded(header, bytes);
    } catch (EverymodeException e) {
      throw e;
    } catch (IOException | RuntimeException e) { // ImageIO passes on any exception of its readers
      String reason = e.getMessage() == null ? "it is damaged" : e.getMessage();
      throw new EverymodeException(
          where + ": is not a valid image (" + reason + "); repair or remove it", e);
    }
  }

  private static BufferedImage decoded(ImageHeader header, byte[] bytes) throws IOException {
    try (var in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
      var readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new IOException("unsupported format");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true);
        // A GIF's frame may be larger than its header says: check before memory is allocated.
        if (reader.getHeight(0) != header.height() || reader.getWidth(0) != header.width()) {
          throw new IOException("its sizes are inconsistent");
        }
        return reader.read(0);
      } finally {
        reader.dispose();
      }
    }
  }

  /// Red, green and blue, `[3, height, width]`.
  private static byte[] planes(BufferedImage image, Background background) {
    int width = image.getWidth();
    int size = image.getHeight() * width;
    byte[] planes = new byte[3 * size];
    Raster raster = image.getRaster();
    int bands = raster.getNumBands();
    int[] row = new int[width * bands];
    int[] rgba = new int[4];
    IndexColorModel palette = image.getColorModel() instanceof IndexColorModel m ? m : null;
    int[] most = raster.getSampleModel().getSampleSize();
    for (int y = 0; y < image.getHeight(); y++) {
      raster.getPixels(0, y, width, 1, row);
      for (int x = 0; x < width; x++) {
        if (palette == null) {
          bands(row, x * bands, bands, most, rgba);
        } else {
          int c = palette.getRGB(row[x]);
          rgba[0] = c >> 16 & 0xff;
          rgba[1] = c >> 8 & 0xff;
          rgba[2] = c & 0xff;
          rgba[3] = c >>> 24;
        }
        for (int channel = 0; channel < 3; channel++) {
          planes[channel * size + y * width + x] = (byte) background.behind(rgba[channel], rgba[3]);
        }
      }
    }
    return planes;
  }

  /// One to four values per pixel: grey or colour, with or without a final alpha value.
  private static void bands(int[] row, int at, int bands, int[] bits, int[] rgba) {
    boolean colour = bands >= 3;
    for (int channel = 0; channel < 3; channel++) {
      int band = colour ? channel : 0;
      rgba[channel] = eight(row[at + band], bits[band]);
    }
    boolean transparent = bands == 2 || bands == 4;
    rgba[3] = transparent ? eight(row[at + bands - 1], bits[bands - 1]) : 255;
  }

  private static int eight(int value, int bits) {
    int most = (1 << bits) - 1;
    return bits == 8 ? value : (int) ((value * 255L + most / 2) / most);
  }

  /// Grey of red, green and blue, `[3, size]`.
  static byte[] grey(byte[] planes) {
    int size = planes.length / 3;
    byte[] grey = new byte[size];
    for (int i = 0; i < size; i++) {
      double light =
          0.299 * (planes[i] & 0xff)
              + 0.587 * (planes[size + i] & 0xff)
              + 0.114 * (planes[2 * size + i] & 0xff);
      grey[i] = (byte) Math.round(light);
    }
    return grey;
  }

  private EverymodeException bad(String what) {
    return new EverymodeException(where + ": " + what);
  }
}
