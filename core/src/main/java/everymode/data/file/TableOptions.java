package everymode.data.file;

import everymode.data.DatasetSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The options of a table.
///
/// @param label name of the column that contains the classes; null for none
/// @param header whether the first line contains names of columns; null to detect it
/// @param encoding name of the encoding; null to detect it
/// @param decimal the decimal mark; null to detect it
/// @param heldOut whether a tenth of the rows is held out
/// @param standardised whether columns are scaled to mean 0 and deviation 1
record TableOptions(
    @Nullable String label,
    @Nullable Boolean header,
    @Nullable String encoding,
    NumberText.@Nullable Mark decimal,
    boolean heldOut,
    boolean standardised) {

  static final TableOptions NONE = new TableOptions(null, null, null, null);

  private static final List<String> YES_NO = List.of("no", "yes");
  private static final List<String> KEYS =
      List.of("label", "header", "encoding", "decimal", "held-out", "standardise", "counts");

  /// Options with a part held out and scaled columns.
  TableOptions(
      @Nullable String label,
      @Nullable Boolean header,
      @Nullable String encoding,
      NumberText.@Nullable Mark decimal) {
    this(label, header, encoding, decimal, true, true);
  }

  /// Reads and checks the options of a data set or of samples.
  static TableOptions of(DatasetSpec spec) {
    spec.allow(KEYS);
    int header = spec.choice("header", YES_NO);
    int decimal = spec.choice("decimal", List.of("point", "comma"));
    return new TableOptions(
        spec.options().get("label"),
        header < 0 ? null : header == 1,
        spec.options().get("encoding"),
        decimal < 0 ? null : decimal == 0 ? NumberText.Mark.POINT : NumberText.Mark.COMMA,
        spec.choice("held-out", YES_NO) != 0,
        spec.choice("standardise", YES_NO) != 0);
  }

  /// Whether the first line is certainly a row.
  boolean headerless() {
    return Boolean.FALSE.equals(header);
  }
}
