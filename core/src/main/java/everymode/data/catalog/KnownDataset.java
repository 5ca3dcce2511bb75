package everymode.data.catalog;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A public data set that is not bundled with the library.
///
/// It is searched in the folder given by the environment variable `EVERYMODE_DATA`, then in `data`
/// in the working directory.
///
/// @param name as in a data set specification
/// @param other an alias
/// @param folder the usual name of its folder
/// @param about one-line description
/// @param licence the licence stated by its authors
/// @param archive the archive published by its authors; null for single files
record KnownDataset(
    String name,
    String other,
    String folder,
    String about,
    String licence,
    @Nullable SourceFile archive,
    List<SourceFile> files) {

  private static final String VARIABLE = "EVERYMODE_DATA";

  /// A file.
  ///
  /// @param bytes its length, or −1 if unknown
  /// @param sum its checksum in hexadecimal, MD5 or SHA-256 depending on the length; empty if
  ///   unknown
  /// @param needed whether the file is required
  record SourceFile(String name, long bytes, String sum, boolean needed) {

    /// The checksum algorithm.
    String algorithm() {
      return sum.length() == 32 ? "MD5" : "SHA-256";
    }
  }

  KnownDataset {
    files = List.copyOf(files);
  }

  /// The folders to search; the first one that contains the set wins.
  static List<Path> roots() {
    String named = System.getenv(VARIABLE);
    Path here = Path.of("data");
    return named == null || named.isBlank() ? List.of(here) : List.of(Path.of(named), here);
  }

  /// The folder of this set, if it exists.
  Optional<Path> find(List<Path> roots) {
    return roots.stream().map(root -> root.resolve(folder)).filter(Files::isDirectory).findFirst();
  }

  /// The total length of all files.
  long bytes() {
    return files.stream().mapToLong(part -> Math.max(0, part.bytes)).sum();
  }

  /// Which files to put where, as a clause.
  String remedy(List<Path> roots) {
    String names =
        files.stream()
            .filter(SourceFile::needed)
            .map(SourceFile::name)
            .collect(Collectors.joining(", "));
    return String.format(
        Locale.ROOT,
        "put %s%s into %s, or set %s to the folder that contains %s ('data check %s' prints details)",
        names,
        archive == null ? "" : " from " + archive.name,
        roots.getFirst().resolve(folder).toAbsolutePath().normalize(),
        VARIABLE,
        folder,
        name);
  }
}
