package everymode.run;

import everymode.error.EverymodeException;
import everymode.io.AtomicFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// The directory of one run. It is never overwritten; all that comes after training reads only
/// this.
///
/// @param path where
public record RunDirectory(Path path) {

  /// Makes the next numbered directory, such as `runs/00007-gmgan-digits`.
  ///
  /// The number is taken by making a bare `00007`, which succeeds for one process only, and then
  /// renaming it.
  ///
  /// @param parent such as `runs`; made if it is missing
  /// @param name what follows the number
  /// @return the new directory
  public static RunDirectory next(Path parent, String name) {
    try {
      Files.createDirectories(parent);
      while (true) {
        String prefix = "%05d".formatted(newest(parent, "") + 1);
        Path taken = parent.resolve(prefix);
        try {
          Files.createDirectory(taken);
        } catch (FileAlreadyExistsException e) {
          Thread.onSpinWait();
          continue;
        }
        if (newest(parent, prefix + "-") > 0) {
          Files.delete(taken); // another process took the number and has renamed it already
          continue;
        }
        return new RunDirectory(Files.move(taken, parent.resolve(prefix + "-" + safe(name))));
      }
    } catch (IOException e) {
      throw failed("make a run directory in", parent, e);
    }
  }

  /// Makes a directory of a given name.
  ///
  /// @param path must not exist
  /// @return the new directory
  public static RunDirectory at(Path path) {
    requireFree(path);
    try {
      return new RunDirectory(Files.createDirectory(path));
    } catch (FileAlreadyExistsException e) {
      throw new EverymodeException(
          path + " exists already and a run is never overwritten; choose another --out", e);
    } catch (IOException e) {
      throw failed("make the run directory", path, e);
    }
  }

  /// Opens a run that exists.
  ///
  /// @param path its directory
  /// @return the directory
  public static RunDirectory open(Path path) {
    RunDirectory run = new RunDirectory(path);
    if (!Files.isDirectory(path)) {
      throw new EverymodeException("there is no run directory " + path + "; see 'ls runs'");
    }
    if (!Files.isRegularFile(run.effective())) {
      throw new EverymodeException(
          path + " is not a run directory: it holds no effective.yaml; see 'ls runs'");
    }
    return run;
  }

  private static int newest(Path parent, String prefix) throws IOException {
    try (Stream<Path> entries = Files.list(parent)) {
      return entries
          .map(entry -> entry.getFileName().toString())
          .filter(entry -> entry.matches("\\d{5,9}(-.*)?") && entry.startsWith(prefix))
          .mapToInt(entry -> Integer.parseInt(entry.replaceFirst("-.*", "")))
          .max()
          .orElse(0);
    }
  }

  private static String safe(String name) {
    String safe = name.replaceAll("[^A-Za-z0-9._-]+", "-").replaceAll("(^-+)|(-+$)", "");
    return safe.substring(0, Math.min(60, safe.length()));
  }

  /// The recipe as it was asked for.
  ///
  /// @return `recipe.yaml`
  public Path recipe() {
    return path.resolve("recipe.yaml");
  }

  /// The recipe with every value of its configuration.
  ///
  /// @return `effective.yaml`
  public Path effective() {
    return path.resolve("effective.yaml");
  }

  /// Versions, machine, seed and data.
  ///
  /// @return `provenance.json`
  public Path provenance() {
    return path.resolve("provenance.json");
  }

  /// What happened, a line an event.
  ///
  /// @return `events.jsonl`
  public Path events() {
    return path.resolve("events.jsonl");
  }

  /// The scores.
  ///
  /// @return `metrics.json`
  public Path metrics() {
    return path.resolve("metrics.json");
  }

  /// The report.
  ///
  /// @return `report.html`
  public Path report() {
    return path.resolve("report.html");
  }

  /// Scores at growing steps, a line of JSON each.
  ///
  /// @return `scores.jsonl`
  public Path curve() {
    return path.resolve("scores.jsonl");
  }

  /// How far the training is.
  ///
  /// @return `status.json`
  public Path status() {
    return path.resolve("status.json");
  }

  /// The steps in the name of a checkpoint or frame.
  static long step(Path file) {
    return Long.parseLong(file.getFileName().toString().replaceAll("\\D", ""));
  }

  /// Where checkpoints are.
  ///
  /// @return `checkpoints`
  public Path checkpoints() {
    return path.resolve("checkpoints");
  }

  /// Where pictures of samples are.
  ///
  /// @return `samples`
  public Path samples() {
    return path.resolve("samples");
  }

  /// Files of a folder by their names.
  ///
  /// @param name a regular expression
  /// @return sorted; empty where there is no folder
  static List<Path> list(Path folder, String name) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.getFileName().toString().matches(name)).sorted().toList();
    } catch (IOException e) {
      throw failed("list", folder, e);
    }
  }

  /// Keeps other processes from training in this directory until the lock is closed.
  ///
  /// @return the lock
  public AutoCloseable lock() {
    try {
      FileChannel channel =
          FileChannel.open(
              path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!locked(channel)) {
        channel.close();
        throw new EverymodeException(
            "another training works in " + path + " right now; wait for it or stop it");
      }
      return channel;
    } catch (IOException e) {
      throw failed("lock", path, e);
    }
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false; // held by this very process
    }
  }

  /// Writes a file whole, or leaves the old one.
  ///
  /// @param file a file of this directory
  /// @param bytes all of it
  public static void write(Path file, byte[] bytes) {
    requireFree(file);
    try {
      AtomicFiles.write(file, bytes);
    } catch (IOException e) {
      throw failed("write", file, e);
    }
  }

  /// Writes a text in UTF-8 whole, or leaves the old file.
  public static void write(Path file, String text) {
    write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /// Reads a text in UTF-8.
  public static String text(Path file) {
    return attempt("read", file, () -> Files.readString(file));
  }

  /// Reads a file.
  public static byte[] bytes(Path file) {
    return attempt("read", file, () -> Files.readAllBytes(file));
  }

  /// Something that is done with a file.
  @FunctionalInterface
  public interface FileOperation<T> {
    /// Does it.
    T run() throws IOException;
  }

  /// Does something with a file; a failure becomes one sentence, as [#failed] has it.
  public static <T> T attempt(String what, Path where, FileOperation<T> operation) {
    try {
      return operation.run();
    } catch (IOException e) {
      throw failed(what, where, e);
    }
  }

  /// Makes the folder that a file shall lie in.
  ///
  /// @param file a file that may be there or not
  public static void requireFree(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      attempt("make the folder", folder, () -> Files.createDirectories(folder));
    }
  }

  /// Removes a file that is to be made anew.
  ///
  /// @param file a file that may be there or not
  public static void remove(Path file) {
    attempt("remove", file, () -> Files.deleteIfExists(file));
  }

  /// What to tell people when a file operation failed.
  ///
  /// @param what such as `write`
  /// @param where the file
  /// @param e what happened
  /// @return one sentence
  public static EverymodeException failed(String what, Path where, IOException e) {
    String reason =
        switch (e) {
          case FileSystemException f when f.getReason() != null -> rights(f.getReason());
          case AccessDeniedException _ -> rights("permission denied");
          case NoSuchFileException _ -> "it does not exist; check the path";
          case FileAlreadyExistsException _ -> "a file is in its way; choose another place";
          default -> rights(String.valueOf(e.getMessage()));
        };
    return new EverymodeException("cannot %s %s: %s".formatted(what, where, reason), e);
  }

  private static String rights(String reason) {
    return reason + "; check the free space and the rights there";
  }

  /// Removes a run that never came to its first checkpoint.
  void discard() {
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      // What stays is in nobody's way: the failure before it is what must be told.
    }
  }
}
