package everymode.data.file;

import everymode.error.EverymodeException;
import everymode.tensor.Ops;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Classes of rows in an array: integers of any type and sign, whole floating-point numbers or
/// booleans, `[n]` or `[n, 1]`; or one-hot vectors `[n, k]`.
final class ArrayLabels {

  private static final int MOST_CLASSES = 100_000;

  private ArrayLabels() {}

  /// Converts labels.
  ///
  /// @param name of the array
  /// @param y as stored
  /// @param count how many rows there are
  /// @param notes receives remarks
  /// @return int64 `[n]`, a new tensor
  static Tensor read(Path file, String name, Tensor y, long count, List<String> notes) {
    String where = file + ": array '" + name + "'";
    boolean vectors = y.dim() == 2 && y.size(1) > 1 && y.size(0) == count;
    if (!vectors && y.numel() != count) {
      throw bad(
          where,
          "must have one label for each of the "
              + count
              + " rows, but has shape "
              + Arrays.toString(y.shape())
              + "; save labels and rows together");
    }
    Tensor whole = whole(where, y);
    Tensor label = vectors ? classes(where, whole, notes) : whole.reshape(-1).clone();
    long classes = Arrays.stream(Ops.longs(label)).distinct().count();
    if (classes > MOST_CLASSES) {
      throw bad(
          where,
          "must have at most "
              + MOST_CLASSES
              + " different labels, but has "
              + classes
              + "; leave it out if it does not number classes");
    }
    if (label.min().item_long() < 0) {
      notes.add(
          "Negative labels are classes like any others; remove these rows where they mean unlabelled.");
    }
    return label;
  }

  /// As int64; whole floating-point numbers are integers.
  private static Tensor whole(String where, Tensor y) {
    if (y.is_floating_point()) {
      double[] values = Ops.doubles(y);
      for (int i = 0; i < values.length; i++) {
        if (values[i] != Math.rint(values[i]) || Math.abs(values[i]) > 1L << 53) {
          throw bad(
              where,
              "labels must be integers, but entry "
                  + i
                  + " is "
                  + values[i]
                  + "; number the classes, or leave it out");
        }
      }
    }
    return y.to(ScalarType.Long);
  }

  /// One-hot vectors as classes.
  private static Tensor classes(String where, Tensor y, List<String> notes) {
    boolean bits = y.min().item_long() >= 0 && y.max().item_long() <= 1;
    Tensor ones = y.sum(1); // [n]
    if (!bits || ones.min().item_long() != 1 || ones.max().item_long() != 1) {
      throw bad(
          where,
          String.format(
              Locale.ROOT,
              "must have one label for each row, but has shape %s with %s; keep one column of it, or leave it out",
              Arrays.toString(y.shape()),
              bits
                  ? ones.max().item_long() > 1
                      ? "several classes at once in some rows (multi-label)"
                      : "no class in some rows"
                  : "several numbers in each row"));
    }
    notes.add("Labels are one-hot vectors: the position of the 1 is the class.");
    return Ops.argmax(y);
  }

  private static EverymodeException bad(String where, String what) {
    return new EverymodeException(where + ": " + what);
  }
}
