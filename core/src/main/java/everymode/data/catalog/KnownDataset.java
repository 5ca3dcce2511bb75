package everymode.data.catalog;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A public data set that does not come with the library.
///
/// It is looked for in the folder that the environment variable `EVERYMODE_DATA` names, then in
/// `data` of the working folder.
///
/// @param name as on the command line
/// @param other another name
/// @param folder where its files usually lie
/// @param about one line for people
/// @param licence the terms of its authors
/// @param archive the archive of its authors; null when the files come one by one
/// @param files what it is made of
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
  /// @param name its name
  /// @param bytes its length, or −1 where it is not known
  /// @param sum its checksum in hexadecimal, MD5 or SHA-256 by its length; empty where none is
  ///   known
  /// @param needed whether the set is not whole without it
  record SourceFile(String name, long bytes, String sum, boolean needed) {

    /// The rule for the checksum.
    String algorithm() {
      return sum.length() == 32 ? "MD5" : "SHA-256";
    }
  }

  KnownDataset {
    files = List.copyOf(files);
  }

  /// Where sets are looked for: the first place that has one wins.
  static List<Path> roots() {
    String named = System.getenv(VARIABLE);
    Path here = Path.of("data");
    return named == null || named.isBlank() ? List.of(here) : List.of(Path.of(named), here);
  }

  /// The folder of this set, if it is there.
  Optional<Path> find(List<Path> roots) {
    return roots.stream().map(root -> root.resolve(folder)).filter(Files::isDirectory).findFirst();
  }

  /// The length of all files together.
  long bytes() {
    return files.stream().mapToLong(part -> Math.max(0, part.bytes)).sum();
  }

  /// Where to put what, for a sentence.
  String remedy(List<Path> roots) {
    String names =
        files.stream()
            .filter(SourceFile::needed)
            .map(SourceFile::name)
            .collect(Collectors.joining(", "));
    return "put %s%s into %s, or name the folder that holds %s with %s ('everymode data check %s' tells the details)"
        .formatted(
            names,
            archive == null ? "" : " from " + archive.name,
            roots.getFirst().resolve(folder).toAbsolutePath().normalize(),
            folder,
            VARIABLE,
            name);
  }
}
