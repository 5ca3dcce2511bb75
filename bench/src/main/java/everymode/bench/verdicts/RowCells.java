package everymode.bench.verdicts;

import everymode.data.Dataset;
import everymode.data.catalog.Datasets;
import everymode.neighbour.PointSet;
import everymode.random.RandomKey;
import everymode.tensor.Scope;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Cells of real or realistic rows, judged as `evaluate` does.
///
/// @param name of the cell
/// @param bar whether the bar of 1 % holds for it; else it shows a limit
/// @param trials number of trials
/// @param trial makes one
record RowCells(String name, boolean bar, int trials, Maker trial) {

  /// Makes the trial of a number.
  interface Maker {

    /// Makes a trial.
    ///
    /// @return empty if this number gives none
    Optional<Trial> of(int number, SplittableRandom random);
  }

  private static final int[] ROWS = {10, 30, 100};
  private static final int CUT = 500;
  private static final double PURE = 0.95;

  SplittableRandom random(int number) {
    return new RandomKey(18).fold(name).fold(number).random();
  }

  /// All cells but those of images that must be installed.
  static List<RowCells> builtIn() {
    List<RowCells> cells = new ArrayList<>();
    for (int rows : new int[] {3_000, 10_000}) {
      for (double shift : new double[] {2, 4}) {
        cells.add(
            new RowCells(
                String.format(
                    Locale.ROOT,
                    "table of mixed units, balance %.0f off, %d rare rows of %,d",
                    shift,
                    rows / 100,
                    rows),
                true,
                40,
                (_, random) -> Optional.of(new MixedTable(shift).trial(rows, 0.01, random))));
      }
    }
    Dataset digits = Datasets.open("digits");
    Labelled training = Labelled.of(digits.domain(), digits.train());
    Labelled heldOut = Labelled.of(digits.domain(), digits.heldOut());
    for (int rows : ROWS) {
      cells.add(
          new RowCells(
              String.format(
                  Locale.ROOT, "digits, each in turn, held out by other writers, %d rows", rows),
              true,
              50,
              (i, random) -> {
                int c = i % digits.classes().size();
                return Optional.of(
                    EvaluateTrial.thinned(
                        new Deck(heldOut, c, random),
                        1_600,
                        new Deck(training, c, random),
                        1_700,
                        c,
                        rows,
                        random));
              }));
    }
    cells.add(clusters("digits, 10 clusters, one digit left out", training, heldOut, 10, 1_900));
    Labelled grid = grid();
    cells.add(clusters("grid, 25 clusters, one mode left out", grid, null, 25, 2_000));
    for (Cell.Place place : List.of(Cell.Place.MID, Cell.Place.FAR)) {
      for (int rows : new int[] {60, 200}) {
        cells.add(
            new RowCells(
                String.format(Locale.ROOT, "certify, %d of 4,000 points, %s", rows, place.words()),
                true,
                40,
                (_, random) ->
                    Optional.of(
                        CertifyTrial.of(new Gaussians(10, place.distance()), rows, random))));
      }
    }
    return cells;
  }

  /// Points of the grid, with their nearest mode as label.
  private static Labelled grid() {
    Dataset grid = Datasets.open("grid:points=20000");
    var modes = Objects.requireNonNull(grid.modes());
    try (var _ = new Scope()) {
      PointSet x = PointSet.of(grid.train().all());
      return new Labelled(
          x, IntStream.range(0, x.n()).mapToLong(i -> modes.nearest(x.point(i))).toArray());
    }
  }

  /// Clusters of held-out rows (given ones, or some cut off from all) in place of classes; a
  /// generator leaves out all rows of the label that makes up nearly all of a cluster.
  private static RowCells clusters(
      String name, Labelled rows, @Nullable Labelled points, int clusters, int training) {
    return new RowCells(
        name,
        true,
        40,
        (i, random) -> {
          Labelled mixed = rows.shuffled(random);
          Labelled heldOut =
              points == null ? mixed.range(mixed.size() - CUT, mixed.size()) : points;
          KMeans means = KMeans.fit(heldOut.x(), clusters, random);
          Labelled centres = clustered(means, heldOut);
          Labelled fresh = mixed.range(training, Math.min(2 * training, mixed.size()));
          long left = i % clusters;
          int[] of = cluster(heldOut.label(), centres.label(), left, clusters);
          return of.length == 0
              ? Optional.empty()
              : Optional.of(
                  new EvaluateTrial(
                      Labelled.points(clustered(means, mixed.range(0, training)), centres),
                      Integer.toString(of[0]),
                      fresh,
                      row -> fresh.label()[row] == left));
        });
  }

  private static Labelled clustered(KMeans means, Labelled rows) {
    return new Labelled(rows.x(), means.of(rows.x()));
  }

  /// The largest cluster that is nearly all of one label, as an array; empty if there is none.
  private static int[] cluster(long[] label, long[] cluster, long wanted, int clusters) {
    long[] all = new long[clusters];
    long[] own = new long[clusters];
    for (int i = 0; i < label.length; i++) {
      all[(int) cluster[i]]++;
      own[(int) cluster[i]] += label[i] == wanted ? 1 : 0;
    }
    return IntStream.range(0, clusters)
        .filter(c -> own[c] > 0 && own[c] >= PURE * all[c])
        .boxed()
        .max(Comparator.comparingLong(c -> own[c]))
        .map(c -> new int[] {c})
        .orElse(new int[0]);
  }
}
