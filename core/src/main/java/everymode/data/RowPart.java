package everymode.data;

import everymode.error.UsageException;
import java.util.Arrays;

/// Which rows of a data set serve as the reference of samples.
public enum RowPart {
  /// Rows that were never trained on.
  HELD_OUT("held-out"),
  /// Rows to train on.
  TRAIN("train"),
  /// Both.
  ALL("all");

  private final String words;

  RowPart(String words) {
    this.words = words;
  }

  /// As written on the command line.
  public String words() {
    return words;
  }

  /// The part with a given name.
  ///
  /// @throws UsageException when there is none
  public static RowPart of(String name) {
    return Arrays.stream(values())
        .filter(part -> part.words.equals(name))
        .findFirst()
        .orElseThrow(
            () -> new UsageException("--rows must be held-out, train or all, but is " + name));
  }

  /// The rows.
  public Rows of(Dataset data) {
    return switch (this) {
      case HELD_OUT -> data.heldOut();
      case TRAIN -> data.train();
      case ALL -> data.allRows();
    };
  }
}
