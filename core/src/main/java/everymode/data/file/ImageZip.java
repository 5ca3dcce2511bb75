package everymode.data.file;

import everymode.data.Dataset;
import everymode.data.DatasetSpec;
import everymode.error.EverymodeException;
import everymode.io.ZipArchive;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Path;

/// Images in a zip archive, such as StyleGAN's with `dataset.json`.
///
/// The archive stays open as long as its images are reachable. Decompression is limited to the
/// maximum size of an image.
final class ImageZip {

  private ImageZip() {}

  static Dataset open(DatasetSpec spec, Path file) {
    ZipArchive zip = ZipArchive.open(file, "zip archive", "download it again");
    boolean kept = false; // for images decoded later
    try {
      Dataset data = ImageFileDatasets.open(spec, found(file, zip));
      kept = data.train().outOfCore();
      return data;
    } finally {
      if (!kept) {
        close(file, zip);
      }
    }
  }

  private static LabelledFiles found(Path file, ZipArchive zip) {
    FoundFiles found = new FoundFiles();
    for (ZipArchive.Entry entry : zip.entries()) {
      boolean image =
          found.add(
              entry.name(),
              file + ": " + entry.name(),
              () -> new BufferedInputStream(zip.open(entry)));
      if (image) {
        zip.check(entry);
      }
    }
    zip.folders().forEach(found::folder);
    return found.labelled(file.toString()).noting(zip.notes());
  }

  private static void close(Path file, ZipArchive zip) {
    try {
      zip.close();
    } catch (IOException e) {
      throw new EverymodeException(file + ": cannot be closed: " + e.getMessage(), e);
    }
  }
}
