package everymode.data.file;

import everymode.io.FileKind;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;

/// Size and channels of an image, read from its first bytes without decoding.
///
/// @param channels 1 for grey, 3 for colour; images with a palette count as colour
/// @param least lower bound of the file size in bytes for so many pixels at best compression;
///   meaningless for sizes that are rejected
record ImageHeader(int channels, int height, int width, long least) {

  // Upper bounds of the bytes or pixels that one byte can encode.
  private static final int DEFLATE = 1_032; // bytes
  private static final int LZW = 2_731; // a string of 4,096 pixels in 12 bits
  private static final int BLOCKS = 512; // JPEG: a block of 8×8 in one bit
  private static final int RUNS = 128; // BMP: 255 pixels in two bytes
  private static final int PNG = 0x89504e47;
  private static final int GIF = 0x47494638;
  private static final int JPEG = 0xffd8;
  private static final int BMP = 0x424d;

  /// Describes what is wrong with an image, with a remedy after a semicolon where repairing or
  /// removing the image is not the one.
  static final class InvalidImage extends IOException {
    private static final long serialVersionUID = 1;

    InvalidImage(String what) {
      super(what);
    }
  }

  static ImageHeader read(DataInputStream in) throws IOException {
    try {
      byte[] first = in.readNBytes(Integer.BYTES);
      if (first.length == 0) {
        throw new InvalidImage("is empty");
      }
      int magic = new DataInputStream(new ByteArrayInputStream(first)).readInt();
      return switch (magic) {
        case PNG -> png(in);
        case GIF -> gif(in);
        default ->
            switch (magic >>> 16) {
              case JPEG -> jpeg(in, magic);
              case BMP -> bmp(in);
              default -> throw other(first, in);
            };
      };
    } catch (EOFException _) {
      throw new InvalidImage("is cut off");
    }
  }

  private static InvalidImage other(byte[] first, DataInputStream in) throws IOException {
    byte[] more = Arrays.copyOf(first, FileKind.BYTES);
    int length = in.readNBytes(more, first.length, FileKind.BYTES - first.length) + first.length;
    FileKind kind = FileKind.of(Arrays.copyOf(more, length));
    String what = "is not a PNG, JPEG, GIF or BMP image";
    return new InvalidImage(
        kind == null
            ? what
            : String.format(Locale.ROOT, "%s, but %s; %s", what, kind.title(), kind.remedy()));
  }

  private static ImageHeader png(DataInputStream in) throws IOException {
    in.skipNBytes(12); // the rest of the magic, then length and name of the first chunk
    int width = in.readInt();
    int height = in.readInt();
    int bits = in.readUnsignedByte();
    int colour = in.readUnsignedByte();
    int numbers =
        switch (colour) {
          case 2 -> 3;
          case 4 -> 2;
          case 6 -> 4;
          default -> 1;
        };
    long row = ((long) width * bits * numbers + 7) / 8;
    return new ImageHeader(
        colour == 0 || colour == 4 ? 1 : 3, height, width, row * height / DEFLATE);
  }

  private static ImageHeader gif(DataInputStream in) throws IOException {
    in.skipNBytes(2);
    int width = little(in);
    int height = little(in);
    return new ImageHeader(3, height, width, (long) height * width / LZW);
  }

  private static ImageHeader bmp(DataInputStream in) throws IOException {
    in.skipNBytes(10);
    boolean old = Integer.reverseBytes(in.readInt()) == 12; // the short header of OS/2
    int width = old ? little(in) : Integer.reverseBytes(in.readInt());
    int tall = old ? little(in) : Integer.reverseBytes(in.readInt());
    int height = Math.abs(tall); // negative: top-down
    in.skipNBytes(2);
    int bits = little(in);
    int packing = old ? 0 : Integer.reverseBytes(in.readInt());
    return switch (packing) {
      case 0, 3 -> new ImageHeader(3, height, width, (long) width * bits / 8 * height);
      case 1, 2 -> new ImageHeader(3, height, width, (long) width * height / RUNS);
      default -> throw new InvalidImage("uses an unsupported compression; save it as PNG");
    };
  }

  private static int little(DataInputStream in) throws IOException {
    return Short.toUnsignedInt(Short.reverseBytes(in.readShort()));
  }

  /// Skips markers up to the start of a frame.
  private static ImageHeader jpeg(DataInputStream in, int magic) throws IOException {
    for (int word = magic & 0xffff; ; word = in.readUnsignedShort()) {
      if (word >>> 8 != 0xff) {
        throw new InvalidImage("is not a valid JPEG image");
      }
      int code = word & 0xff;
      while (code == 0xff) {
        code = in.readUnsignedByte();
      }
      int length = in.readUnsignedShort() - 2;
      if (code >= 0xc0 && code <= 0xcf && code != 0xc4 && code != 0xc8 && code != 0xcc) {
        in.readUnsignedByte(); // bits
        int height = in.readUnsignedShort();
        int width = in.readUnsignedShort();
        int channels = components(in.readUnsignedByte());
        return new ImageHeader(channels, height, width, (long) height * width / BLOCKS);
      }
      if (length < 0 || code == 0xda || code == 0xd9) {
        throw new InvalidImage("is not a valid JPEG image");
      }
      in.skipNBytes(length);
    }
  }

  private static int components(int count) throws InvalidImage {
    return switch (count) {
      case 1 -> 1;
      case 3 -> 3;
      case 4 -> throw new InvalidImage("has four channels (CMYK); save it as RGB");
      default -> throw new InvalidImage("has " + count + " channels; save it as RGB");
    };
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%d×%d %s", height, width, channels == 1 ? "grey" : "colour");
  }
}
