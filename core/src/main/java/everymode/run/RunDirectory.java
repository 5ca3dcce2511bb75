package everymode.run;

import everymode.error.EverymodeException;
import everymode.error.Interruption;
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
import java.util.Locale;
import java.util.stream.Stream;

/// The directory of one run. It is never overwritten; everything after training reads only from
/// here.
public record RunDirectory(Path path) {

  /// Creates the next numbered directory, such as `runs/00007-gmgan-digits`.
  ///
  /// The number is reserved by creating a directory `00007`, which succeeds for one process only,
  /// and then renaming it.
  ///
  /// @param parent such as `runs`; created if missing
  /// @param name what follows the number
  public static RunDirectory next(Path parent, String name) {
    try {
      Files.createDirectories(parent);
      while (true) {
        String prefix = String.format(Locale.ROOT, "%05d", newest(parent, "") + 1);
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
      throw failed("create a run directory in", parent, e);
    }
  }

  /// Creates a directory with a given name.
  ///
  /// @param path must not exist
  public static RunDirectory at(Path path) {
    makeParent(path);
    try {
      return new RunDirectory(Files.createDirectory(path));
    } catch (FileAlreadyExistsException e) {
      throw new EverymodeException(
          path + " exists already and a run is never overwritten; choose another --out", e);
    } catch (IOException e) {
      throw failed("create the run directory", path, e);
    }
  }

  /// Opens an existing run.
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

  /// The recipe as given by the user: `recipe.yaml`.
  public Path recipe() {
    return path.resolve("recipe.yaml");
  }

  /// The recipe with every value of its configuration: `effective.yaml`.
  public Path effective() {
    return path.resolve("effective.yaml");
  }

  /// Versions, machine, seed and data: `provenance.json`.
  public Path provenance() {
    return path.resolve("provenance.json");
  }

  /// What is known of the training data: `data.json`.
  public Path data() {
    return path.resolve("data.json");
  }

  /// The names of the columns, one per line, where the data have some: `columns.txt`.
  public Path columns() {
    return path.resolve("columns.txt");
  }

  /// The event log, one event per line: `events.jsonl`.
  public Path events() {
    return path.resolve("events.jsonl");
  }

  /// The classifier in whose features this run is measured, if it has one.
  public Path classifier() {
    return path.resolve("classifier.safetensors");
  }

  /// The scores: `metrics.json`.
  public Path metrics() {
    return path.resolve("metrics.json");
  }

  /// The clusters that were judged in the place of classes: `clusters.json`.
  public Path clusters() {
    return path.resolve("clusters.json");
  }

  /// The report: `report.html`.
  public Path report() {
    return path.resolve("report.html");
  }

  /// The pictures of the report: `pictures`.
  public Path pictures() {
    return path.resolve("pictures");
  }

  /// Removes scores, report and its pictures, which are not those of the newest checkpoint.
  void removeReport() {
    remove(metrics());
    remove(report());
    removeFolder(pictures());
  }

  /// What the collapse alarm saw, one check per line: `signals.jsonl`.
  public Path signals() {
    return path.resolve("signals.jsonl");
  }

  /// Scores over training, one JSON object per line: `scores.jsonl`.
  public Path scoreLog() {
    return path.resolve("scores.jsonl");
  }

  /// The progress of the training: `status.json`.
  public Path status() {
    return path.resolve("status.json");
  }

  /// The step number in the name of a checkpoint or frame.
  static long step(Path file) {
    return Long.parseLong(file.getFileName().toString().replaceAll("\\D", ""));
  }

  /// The folder of checkpoints: `checkpoints`.
  public Path checkpoints() {
    return path.resolve("checkpoints");
  }

  /// The folder of sample images: `samples`.
  public Path samples() {
    return path.resolve("samples");
  }

  /// Files of a folder whose names match.
  ///
  /// @param name a regular expression
  /// @return sorted; empty when there is no folder
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

  /// Prevents other processes from training in this directory until the lock is closed.
  public AutoCloseable lock() {
    try {
      FileChannel channel =
          FileChannel.open(
              path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!locked(channel)) {
        channel.close();
        throw new EverymodeException(
            "another training is running in " + path + "; wait for it or stop it");
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
      return false; // held by this process
    }
  }

  /// Writes a file atomically: on failure the old file is unchanged.
  public static void write(Path file, byte[] bytes) {
    makeParent(file);
    try {
      AtomicFiles.write(file, bytes);
    } catch (IOException e) {
      throw failed("write", file, e);
    }
  }

  /// Writes a text file in UTF-8 atomically.
  public static void write(Path file, String text) {
    write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /// Reads a text file in UTF-8.
  public static String text(Path file) {
    return attempt("read", file, () -> Files.readString(file));
  }

  /// Reads a file.
  public static byte[] bytes(Path file) {
    return attempt("read", file, () -> Files.readAllBytes(file));
  }

  /// An operation on a file.
  @FunctionalInterface
  public interface FileOperation<T> {
    /// Runs the operation.
    T run() throws IOException;
  }

  /// Runs an operation on a file; a failure is reported as by [#failed].
  public static <T> T attempt(String what, Path where, FileOperation<T> operation) {
    try {
      return Interruption.deferred(operation::run);
    } catch (IOException e) {
      throw failed(what, where, e);
    }
  }

  /// Creates the parent folder of a file if it is missing.
  public static void makeParent(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      attempt("create the folder", folder, () -> Files.createDirectories(folder));
    }
  }

  /// Removes a file if it exists.
  public static void remove(Path file) {
    attempt("remove", file, () -> Files.deleteIfExists(file));
  }

  /// The exception for a failed file operation, with a message of one sentence.
  ///
  /// @param what such as `write`
  public static EverymodeException failed(String what, Path where, IOException e) {
    String reason =
        switch (e) {
          case FileSystemException f when f.getReason() != null -> withRemedy(f.getReason());
          case AccessDeniedException _ -> withRemedy("permission denied");
          case NoSuchFileException _ -> "it does not exist; check the path";
          case FileAlreadyExistsException _ -> "a file already exists there; choose another path";
          default -> withRemedy(String.valueOf(e.getMessage()));
        };
    return new EverymodeException(
        String.format(Locale.ROOT, "cannot %s %s: %s", what, where, reason), e);
  }

  private static String withRemedy(String reason) {
    return reason + "; check the free space and the permissions there";
  }

  /// Removes a run that never reached its first checkpoint.
  void discard() {
    removeFolder(path);
  }

  private static void removeFolder(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      // It does not exist, or leftover files do no harm.
    }
  }
}
