package everymode.io;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a file is by its first bytes, whatever its name, where it cannot be read as it is.
public enum FileKind {
  IMAGE("a single image", "give the folder that contains it"),
  WEBP("a WebP image", Remedy.CONVERT),
  TIFF("a TIFF image", Remedy.CONVERT),
  HEIF("a HEIC or AVIF image", Remedy.CONVERT),
  JPEG_XL("a JPEG XL image", Remedy.CONVERT),
  JPEG_2000("a JPEG 2000 image", Remedy.CONVERT),
  PHOTOSHOP("a Photoshop image", Remedy.CONVERT),
  ICON("an icon", Remedy.CONVERT),
  SVG("an SVG drawing", Remedy.CONVERT),
  PDF("a PDF document", Remedy.CONVERT),
  NUMPY("a NumPy array", "give that file itself as the data"),
  HTML("a web page", Remedy.AGAIN),
  LFS("a pointer of Git LFS instead of the file", "run 'git lfs pull'"),
  ZIP("a zip archive", "give it a name that ends in .zip"),
  TAR("a tar archive", Remedy.UNPACK),
  RAR("a RAR archive", Remedy.UNPACK),
  SEVEN_ZIP("a 7z archive", Remedy.UNPACK),
  GZIP("compressed by gzip", Remedy.UNPACK),
  XZ("compressed by xz", Remedy.UNPACK),
  BZIP2("compressed by bzip2", Remedy.UNPACK),
  ZSTANDARD("compressed by Zstandard", Remedy.UNPACK);

  /// As many first bytes are looked at.
  public static final int BYTES = 512;

  private static final int USTAR = 257;

  private final String title;
  private final String remedy;

  FileKind(String title, String remedy) {
    this.title = title;
    this.remedy = remedy;
  }

  private static final class Remedy {
    static final String CONVERT = "convert it to PNG";
    static final String AGAIN = "download the file again";
    static final String UNPACK = "unpack it and give the folder";
  }

  /// The noun phrase for error messages.
  public String title() {
    return title;
  }

  /// What a user can do.
  public String remedy() {
    return remedy;
  }

  /// Recognises a file.
  ///
  /// @param first up to [#BYTES] first bytes
  public static @Nullable FileKind of(byte[] first) {
    String text = new String(first, StandardCharsets.ISO_8859_1);
    if (text.startsWith("RIFF") && text.startsWith("WEBP", 8)) {
      return WEBP;
    }
    if (text.startsWith("ftyp", 4)) {
      return HEIF;
    }
    if (starts(text, "\u0089PNG", "GIF8", "\u00ff\u00d8\u00ff")) {
      return IMAGE;
    }
    if (text.startsWith("ustar", USTAR)) {
      return TAR;
    }
    return starts(text);
  }

  private static @Nullable FileKind starts(String text) {
    if (starts(text, "II*\0", "MM\0*", "II+\0", "MM\0+")) {
      return TIFF;
    }
    if (starts(text, "\u00ff\n", "\0\0\0\fJXL ")) {
      return JPEG_XL;
    }
    if (starts(text, "\0\0\0\fjP  ", "\u00ffO\u00ffQ")) {
      return JPEG_2000;
    }
    if (starts(text, "PK\3\4", "PK\5\6")) {
      return ZIP;
    }
    if (starts(text, "version https://git-lfs")) {
      return LFS;
    }
    return compressed(text);
  }

  private static @Nullable FileKind compressed(String text) {
    if (starts(text, "Rar!\u001a\7")) {
      return RAR;
    }
    if (starts(text, "7z\u00bc\u00af'\u001c")) {
      return SEVEN_ZIP;
    }
    if (starts(text, "\u001f\u008b")) {
      return GZIP;
    }
    if (starts(text, "\u00fd7zXZ\0")) {
      return XZ;
    }
    if (starts(text, "BZh")) {
      return BZIP2;
    }
    return starts(text, "(\u00b5/\u00fd") ? ZSTANDARD : document(text);
  }

  private static @Nullable FileKind document(String text) {
    if (starts(text, "8BPS")) {
      return PHOTOSHOP;
    }
    if (starts(text, "\0\0\1\0")) {
      return ICON;
    }
    if (starts(text, "%PDF")) {
      return PDF;
    }
    if (starts(text, "\u0093NUMPY")) {
      return NUMPY;
    }
    String markup = text.replaceFirst("^\u00ef\u00bb\u00bf", "").strip().toLowerCase(Locale.ROOT);
    if (starts(markup, "<svg") || (starts(markup, "<?xml", "<!--") && markup.contains("<svg"))) {
      return SVG;
    }
    return starts(markup, "<!doctype html", "<html", "<head") ? HTML : null;
  }

  private static boolean starts(String text, String... magic) {
    return Arrays.stream(magic).anyMatch(text::startsWith);
  }
}
