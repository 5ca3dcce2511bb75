package everymode.data.file;

import everymode.data.DatasetSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The options of a table of counts.
///
/// @param rows what the rows of the data set are
/// @param minCpm a gene is kept if it has more counts per million than this in at least one sample
/// @param genes genes that are kept of cells: those whose values vary most
/// @param heldOut whether a tenth of the rows is held out
/// @param label name of the column that contains the classes; null for none
/// @param encoding name of the encoding; null to detect it
record CountOptions(
    Kind rows,
    double minCpm,
    int genes,
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
    spec.allow(KEYS);
    int kind = spec.choice(COUNTS, KINDS);
    String least = spec.options().get(LEAST);
    boolean all = least != null && least.equals("0");
    return new CountOptions(
        kind < 0 ? otherwise : Kind.values()[kind],
        all ? -1 : spec.positive(LEAST, CPM, 1e6),
        (int) spec.whole(GENES, MOST, 1, 100_000),
        spec.choice("held-out", List.of("no", "yes")) != 0,
        spec.options().get("label"),
        spec.options().get("encoding"));
  }
}
