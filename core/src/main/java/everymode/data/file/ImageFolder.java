package everymode.data.file;

import everymode.data.Dataset;
import everymode.data.DatasetSpec;
import everymode.error.EverymodeException;
import java.io.BufferedInputStream;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Images in a folder and its subfolders; links are followed.
final class ImageFolder {

  private ImageFolder() {}

  /// Whether a folder or one of its subfolders contains an image.
  static boolean is(Path folder) {
    return walk(folder, files -> files.anyMatch(file -> LabelledFiles.picture(name(folder, file))));
  }

  static Dataset open(DatasetSpec spec, Path folder) {
    List<ImageFile> pictures =
        walk(
            folder,
            files ->
                files
                    .filter(file ->
                        LabelledFiles.picture(name(folder, file)) && !Files.isDirectory(file))
                    .map(file -> picture(folder, file))
                    .toList());
    Path list = folder.resolve(ImageLabelList.NAME);
    return ImageFileDatasets.open(
        spec,
        Files.exists(list)
            ? ImageLabelList.gathered(list.toString(), pictures, () -> Files.newInputStream(list))
            : LabelledFiles.byFolder(folder.toString(), pictures));
  }

  private static ImageFile picture(Path folder, Path file) {
    return new ImageFile(
        name(folder, file),
        file.toString(),
        () -> new BufferedInputStream(Files.newInputStream(file)));
  }

  private static String name(Path folder, Path file) {
    return folder.relativize(file).toString().replace(File.separatorChar, '/');
  }

  private interface Visitor<T> {
    T over(Stream<Path> files);
  }

  private static <T> T walk(Path folder, Visitor<T> walking) {
    try (Stream<Path> files = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      return walking.over(files);
    } catch (IOException e) {
      throw failed(folder, e);
    } catch (UncheckedIOException e) {
      throw failed(folder, e.getCause());
    }
  }

  private static EverymodeException failed(Path folder, @Nullable IOException e) {
    return new EverymodeException(
        e instanceof FileSystemLoopException loop
            ? loop.getFile() + ": links back to a parent folder; remove the link"
            : folder + ": cannot be read: " + (e == null ? "" : e.getMessage()),
        e);
  }
}
