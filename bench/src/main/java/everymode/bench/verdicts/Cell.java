package everymode.bench.verdicts;

import everymode.random.RandomKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// One setting of the data: a rare class beside three common Gaussians.
///
/// @param place how far the class lies from the nearest of the others
/// @param dim dimension of the space
/// @param share of the class among all rows
/// @param rows of the class, held-out ones included
record Cell(Place place, int dim, double share, int rows) {

  static final double[] SAMPLES = {0.5, 1, 5}; // times all rows

  private static final int[] DIMENSIONS = {2, 10, 64};
  private static final double[] SHARES = {0.05, 0.01, 0.002, 0.0005};
  private static final int[] ROWS = {3, 6, 10, 30, 100, 300};
  private static final int MAX_ROWS = 70_000;
  private static final double HELD_OUT = 0.2;
  private static final int FLOOR = 2; // held-out rows of the class

  /// Where the class lies, in standard deviations from the nearest Gaussian.
  enum Place {
    NEAR(2.5),
    MID(5),
    FAR(12);

    private final double distance;

    Place(double distance) {
      this.distance = distance;
    }

    String words() {
      return name().toLowerCase(Locale.ROOT);
    }

    double distance() {
      return distance;
    }
  }

  /// All cells of up to 70,000 rows, small ones first.
  static List<Cell> all() {
    List<Cell> cells = new ArrayList<>();
    for (Place place : Place.values()) {
      for (int dim : DIMENSIONS) {
        for (double share : SHARES) {
          for (int rows : ROWS) {
            cells.add(new Cell(place, dim, share, rows));
          }
        }
      }
    }
    cells.removeIf(cell -> cell.all(cell.rows) > MAX_ROWS);
    cells.sort(Comparator.comparingLong(cell -> cell.size() * (long) cell.dim));
    return cells;
  }

  private long all(int ofClass) {
    return Math.round(ofClass / share);
  }

  /// All rows.
  int size() {
    return Math.toIntExact(all(rows));
  }

  /// Held-out rows of the class.
  int held() {
    return Math.max(FLOOR, (int) Math.round(HELD_OUT * rows));
  }

  /// Held-out rows of the other classes.
  int heldOthers() {
    return (int) Math.round(HELD_OUT * (size() - rows));
  }

  /// Training rows.
  int training() {
    return size() - held() - heldOthers();
  }

  /// The class's share of the training rows, which is that of the law.
  double trainingShare() {
    return (double) (rows - held()) / training();
  }

  /// The number of samples.
  long samples(double factor) {
    return Math.round(factor * size());
  }

  /// The law of the rows.
  Gaussians law() {
    return new Gaussians(dim, place.distance());
  }

  String name() {
    return String.format(Locale.ROOT, "%s,%d,%s,%d", place, dim, share, rows);
  }

  /// The name in words.
  String words() {
    return String.format(
        Locale.ROOT,
        "%s, dimension %d, share %s %%, %d rows",
        place.words(),
        dim,
        Double.toString(100 * share).replaceFirst("\\.0$", ""),
        rows);
  }

  RandomKey key() {
    return new RandomKey(18).fold(name());
  }
}
