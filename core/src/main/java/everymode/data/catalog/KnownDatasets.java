package everymode.data.catalog;

import everymode.platform.Jackson;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// The public data sets that can be opened by name, with the known lengths and checksums, from the
/// resource `known.json`.
///
/// Checksums are those published by the authors or the usual sources: SHA-256 of the files of MNIST
/// and Fashion-MNIST, MD5 of the archives of the others. For extracted files only the length is
/// known.
final class KnownDatasets {

  private static final List<KnownDataset> ALL = read("known.json");

  private KnownDatasets() {}

  private static List<KnownDataset> read(String name) {
    InputStream in = Objects.requireNonNull(KnownDatasets.class.getResourceAsStream(name), name);
    return List.of(Jackson.json().readValue(in, KnownDataset[].class));
  }

  /// All sets, in display order.
  static List<KnownDataset> all() {
    return ALL;
  }

  static Optional<KnownDataset> named(String name) {
    return ALL.stream()
        .filter(set -> set.name().equals(name) || set.other().equals(name))
        .findFirst();
  }
}
