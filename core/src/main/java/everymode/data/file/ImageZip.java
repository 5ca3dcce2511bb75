package everymode.data.file;

import everymode.data.Dataset;
import everymode.data.DatasetSpec;
import everymode.error.EverymodeException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/// Images in a zip archive, such as StyleGAN's with `dataset.json`.
///
/// The archive stays open as long as its images are reachable. Decompression is limited to the
/// maximum size of an image.
final class ImageZip {

  private ImageZip() {}

  static Dataset open(DatasetSpec spec, Path file) {
    try {
      // Images decoded later keep it open; then the garbage collector closes it after them.
      ZipFile zip = new ZipFile(file.toFile());
      List<? extends ZipEntry> entries =
          zip.stream()
              .filter(entry -> !entry.isDirectory() && LabelledFiles.picture(entry.getName()))
              .toList();
      if (entries.isEmpty()) {
        throw new EverymodeException(
            file + ": must contain PNG, JPEG, GIF or BMP images, but has none; check the path");
      }
      String top = top(entries);
      ZipEntry list = zip.getEntry(top + ImageLabelList.NAME);
      List<ImageFile> pictures =
          entries.stream().<ImageFile>map(entry -> picture(file, zip, entry, top)).toList();
      LabelledFiles found =
          list == null
              ? LabelledFiles.byFolder(file.toString(), pictures)
              : ImageLabelList.gathered(
                  file + ": " + list.getName(), pictures, () -> zip.getInputStream(list));
      Dataset data = ImageFileDatasets.open(spec, found);
      if (!data.train().outOfCore()) {
        zip.close();
      }
      return data;
    } catch (IOException e) {
      throw new EverymodeException(
          "%s: must be a valid zip archive, but is not (%s); download it again"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  private static ImageFile picture(Path file, ZipFile zip, ZipEntry entry, String top) {
    return new ImageFile(
        entry.getName().substring(top.length()),
        file + ": " + entry.getName(),
        () -> new BufferedInputStream(zip.getInputStream(entry)));
  }

  /// The common top-level folder when all images are in subfolders of it, else the empty string.
  private static String top(List<? extends ZipEntry> entries) {
    Set<String> tops = new LinkedHashSet<>();
    boolean deep = true;
    for (ZipEntry entry : entries) {
      String name = entry.getName();
      int slash = name.indexOf('/');
      tops.add(name.substring(0, slash + 1));
      deep &= slash >= 0 && name.indexOf('/', slash + 1) > 0;
    }
    return tops.size() == 1 && deep ? tops.iterator().next() : "";
  }
}
