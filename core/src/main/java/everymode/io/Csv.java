package everymode.io;

/// Cells of tables that are written.
public final class Csv {

  private Csv() {}

  /// A text as a cell: in quotes where it has commas, quotes or line breaks.
  public static String cell(String text) {
    return text.matches("[^\",\\r\\n]*") ? text : "\"" + text.replace("\"", "\"\"") + "\"";
  }
}
