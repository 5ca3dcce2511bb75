package everymode.data.file;

import everymode.data.DatasetSpec;
import everymode.error.EverymodeException;
import everymode.error.UsageException;
import everymode.io.Gzip;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The options of a table of counts.
///
/// @param rows what the rows of the data set are
/// @param minCpm a gene is kept if it has more counts per million than this in at least one sample
/// @param genes genes that are kept of cells: those whose values vary most
/// @param panel names of the genes that are kept of cells, in this order; empty for those that vary
///   most
/// @param heldOut whether a tenth of the rows is held out
/// @param label name of the column that contains the classes; null for none
/// @param encoding name of the encoding; null to detect it
record CountOptions(
    Kind rows,
    double minCpm,
    int genes,
    List<String> panel,
    boolean heldOut,
    @Nullable String label,
    @Nullable String encoding) {

  private static final String COUNTS = "counts";
  private static final String LEAST = "min-cpm";
  private static final String GENES = "genes";
  private static final List<String> KINDS = List.of(GENES, "cells", "no");
  private static final List<String> KEYS =
      List.of(COUNTS, LEAST, GENES, "held-out", "label", "encoding");
  private static final double CPM = 1.5;
  private static final int MOST = 500;

  /// What rows are.
  enum Kind {
    /// Rows are genes, columns are samples.
    GENES,
    /// Rows are cells, columns are genes.
    CELLS
  }

  /// Whether a specification asks for counts.
  static boolean asked(DatasetSpec spec) {
    String value = spec.options().get(COUNTS);
    spec.choice(COUNTS, KINDS);
    return value == null
        ? spec.options().containsKey(LEAST) || spec.options().containsKey(GENES)
        : !value.equals("no");
  }

  /// Whether a specification leaves open whether a table has counts.
  static boolean open(DatasetSpec spec) {
    return !spec.options().containsKey(COUNTS) && KEYS.containsAll(spec.options().keySet());
  }

  /// Reads and checks the options.
  ///
  /// @param otherwise what rows are if nothing is said
  static CountOptions of(DatasetSpec spec, Kind otherwise) {
    refuse(spec, "standardise", "values of counts are not scaled, so that columns can be compared");
    spec.allow(KEYS);
    int chosen = spec.choice(COUNTS, KINDS);
    if (chosen == Kind.values().length) {
      throw new UsageException(
          String.format(
              Locale.ROOT, "data set '%s': has counts; leave out counts=no", spec.name()));
    }
    Kind kind = chosen < 0 ? otherwise : Kind.values()[chosen];
    if (kind == Kind.GENES) {
      refuse(spec, GENES, "it chooses columns of cells, but rows are genes");
    } else {
      refuse(spec, LEAST, "it chooses rows of genes, but rows are cells");
    }
    String genes = spec.options().get(GENES);
    Optional<Path> panel = Optional.ofNullable(genes).filter(PathSpec::exists).map(Path::of);
    return new CountOptions(
        kind,
        spec.nonNegative(LEAST, CPM, 1e6),
        panel.isPresent() ? MOST : genes(spec),
        panel.map(CountOptions::names).orElse(List.of()),
        spec.choice("held-out", List.of("no", "yes")) != 0,
        spec.options().get("label"),
        spec.options().get("encoding"));
  }

  private static void refuse(DatasetSpec spec, String key, String why) {
    if (spec.options().containsKey(key)) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "data set '%s': %s does not apply: %s; leave it out",
              spec.name(),
              key,
              why));
    }
  }

  private static int genes(DatasetSpec spec) {
    String value = spec.options().getOrDefault(GENES, "");
    if (!value.isEmpty() && !value.matches("[0-9.eE+-]+")) {
      throw spec.must(GENES, "a number of genes, or a text file with a name per line", value);
    }
    return (int) spec.whole(GENES, MOST, 1, 100_000);
  }

  /// The lines of a file.
  private static List<String> names(Path file) {
    List<String> names =
        Gzip.read(
            file,
            in ->
                new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList());
    if (names.isEmpty() || names.stream().distinct().count() < names.size()) {
      throw new EverymodeException(
          file + ": must have the name of a gene in each line, each once; correct the file");
    }
    return names;
  }
}
