package everymode.data.file;

import everymode.data.Dataset;
import everymode.data.DatasetSpec;
import everymode.error.EverymodeException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// Images in a folder and its subfolders; links are followed, hidden folders are not entered.
final class ImageFolder {

  private ImageFolder() {}

  /// Whether a folder or one of its subfolders contains an image, readable or not.
  static boolean is(Path folder) {
    AtomicBoolean found = new AtomicBoolean();
    walk(
        folder,
        file -> {
          found.set(FoundFiles.image(own(file)));
          return !found.get();
        },
        _ -> {},
        _ -> {});
    return found.get();
  }

  static Dataset open(DatasetSpec spec, Path folder) {
    FoundFiles found = new FoundFiles();
    walk(
        folder,
        file -> {
          found.add(
              folder.relativize(file).toString(),
              file.toString(),
              () -> new BufferedInputStream(Files.newInputStream(file)));
          return true;
        },
        own -> found.folder(folder.relativize(own).toString()),
        found::hide);
    return ImageFileDatasets.open(spec, found.labelled(folder.toString()));
  }

  private static String own(Path file) {
    return String.valueOf(file.getFileName());
  }

  /// Visits all files.
  ///
  /// @param each returns whether to go on
  /// @param entered is told each folder that is not hidden
  /// @param hidden is told the name of each hidden folder
  private static void walk(
      Path folder, Predicate<Path> each, Consumer<Path> entered, Consumer<String> hidden) {
    try {
      Files.walkFileTree(
          folder,
          EnumSet.of(FileVisitOption.FOLLOW_LINKS),
          Integer.MAX_VALUE,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path own, BasicFileAttributes attributes) {
              if (own.equals(folder) || !FoundFiles.hidden(own(own))) {
                entered.accept(own);
                return FileVisitResult.CONTINUE;
              }
              hidden.accept(own(own));
              return FileVisitResult.SKIP_SUBTREE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (attributes.isOther()) { // reading a pipe may block forever
                return FileVisitResult.CONTINUE;
              }
              return each.test(file) ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
            }
          });
    } catch (IOException e) {
      throw failed(folder, e);
    }
  }

  private static EverymodeException failed(Path folder, IOException e) {
    return new EverymodeException(
        switch (e) {
          case FileSystemLoopException loop ->
              loop.getFile() + ": links back to a parent folder; remove the link";
          case AccessDeniedException denied ->
              denied.getFile()
                  + ": cannot be read, because access is denied; change its permissions";
          case NoSuchFileException gone ->
              gone.getFile() + ": was removed while its folder was read; try again";
          default -> folder + ": cannot be read: " + e.getMessage();
        },
        e);
  }
}
