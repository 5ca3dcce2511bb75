package everymode.data.file;

import everymode.data.Dataset;
import everymode.data.DatasetSpec;
import everymode.io.Gzip;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/// Image formats of files and folders.
public enum ImageFormat {
  /// MNIST's format.
  IDX("IDX"),
  /// CIFAR-10's binary format.
  CIFAR_10("CIFAR-10 binary"),
  /// CIFAR-100's binary format.
  CIFAR_100("CIFAR-100 binary"),
  /// STL-10's binary format.
  STL_10("STL-10 binary"),
  /// Images in a folder.
  PICTURES("image folder"),
  /// Images in a zip archive.
  ZIP("zip of images");

  private static final byte[] IDX_IMAGES = {0, 0, 8, 3};

  private final String title;

  ImageFormat(String title) {
    this.title = title;
  }

  /// The display name.
  public String title() {
    return title;
  }

  /// Detects the format of a file or folder; IDX by default.
  public static ImageFormat of(Path path) {
    return Files.isDirectory(path) ? folder(path) : file(path);
  }

  private static ImageFormat folder(Path folder) {
    if (Cifar.TEN.in(folder)) {
      return CIFAR_10;
    }
    if (Cifar.HUNDRED.in(folder)) {
      return CIFAR_100;
    }
    if (Files.exists(FileBytes.plainOrZipped(folder.resolve(Stl.TRAIN)))) {
      return STL_10;
    }
    return !IdxImages.in(folder) && ImageFolder.is(folder) ? PICTURES : IDX;
  }

  private static ImageFormat file(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    if (name.endsWith(".zip")) {
      return ZIP;
    }
    if (Stl.named(String.valueOf(file.getFileName()))) {
      return STL_10;
    }
    if ((name.endsWith(".bin") || name.endsWith(".bin.gz")) && !idx(file)) {
      return Cifar.of(file) == Cifar.TEN ? CIFAR_10 : CIFAR_100;
    }
    return IDX;
  }

  private static boolean idx(Path file) {
    return !Cifar.named(file)
        && Gzip.read(file, in -> Arrays.equals(in.readNBytes(IDX_IMAGES.length), IDX_IMAGES));
  }

  /// Opens a file or folder of this format.
  public Dataset open(Path path, DatasetSpec spec) {
    boolean folder = Files.isDirectory(path);
    if (this == IDX && !(folder && IdxImages.in(path))) {
      ForeignFormats.refuse(path);
    }
    ImageOptions options = ImageOptions.of(spec);
    String name = spec.text();
    Dataset data =
        switch (this) {
          case IDX -> folder ? IdxImages.folder(name, path) : IdxImages.file(name, path);
          case CIFAR_10 -> folder ? Cifar.TEN.folder(name, path) : Cifar.TEN.file(name, path);
          case CIFAR_100 ->
              folder ? Cifar.HUNDRED.folder(name, path) : Cifar.HUNDRED.file(name, path);
          case STL_10 -> folder ? Stl.folder(name, path) : Stl.file(name, path);
          case PICTURES -> ImageFolder.open(spec, path);
          case ZIP -> ImageZip.open(spec, path);
        };
    return ArrayImages.noted(options.applied(data), options);
  }
}
