package everymode;

import everymode.data.Dataset;
import everymode.data.Distribution;
import everymode.data.Domain;
import everymode.data.Rows;
import everymode.data.TrainHeldOutSplit;
import everymode.level.Level;
import everymode.level.LevelRule;
import everymode.level.LevelRules;
import everymode.level.TileSet;
import everymode.random.RandomKey;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Data sets small enough for every test.
public final class Tiny {

  private Tiny() {}

  /// 64 points around the four corners of a square, with standard deviation 0.1.
  public static Dataset points() {
    double[][] corners = {{1, 1}, {1, -1}, {-1, -1}, {-1, 1}};
    double[] deviation = {0.1, 0.1, 0.1, 0.1};
    double[] share = {0.25, 0.25, 0.25, 0.25};
    SplittableRandom random = new RandomKey(11).random();
    float[] x = new float[2 * 80];
    long[] label = new long[80];
    for (int i = 0; i < 80; i++) {
      int corner = i % 4;
      label[i] = corner;
      x[2 * i] = (float) (corners[corner][0] + 0.1 * random.nextGaussian());
      x[2 * i + 1] = (float) (corners[corner][1] + 0.1 * random.nextGaussian());
    }
    return dataset(
        "tiny points",
        new Domain.Points(2),
        own(x, label, 0, 64, 2),
        own(x, label, 64, 16, 2),
        new Distribution.GaussianMixture(corners, deviation, share));
  }

  /// The given points, used as held-out rows too, without modes and classes.
  @SuppressWarnings("NullAway") // it cannot see the annotation of a compiled nested type
  public static Dataset of(float[] x, int n, int dim) {
    Rows rows = Rows.of(x, null, n, dim);
    String hash = "0".repeat(64);
    var domain = new Domain.Points(dim);
    return new Dataset(
        "points", domain, rows, rows, true, null, null, List.of(), hash, List.of(), null);
  }

  /// 32 grey images of 8×8 pixels: a bright bar at one of four heights, with noise.
  public static Dataset images() {
    SplittableRandom random = new RandomKey(12).random();
    float[] x = new float[64 * 40];
    long[] label = new long[40];
    for (int i = 0; i < 40; i++) {
      label[i] = i % 4;
      for (int p = 0; p < 64; p++) {
        boolean bar = p / 16 == i % 4;
        x[64 * i + p] = (float) ((bar ? 0.8 : 0.1) + 0.1 * random.nextDouble());
      }
    }
    return dataset(
        "tiny images",
        new Domain.Images(1, 8, 8),
        own(x, label, 0, 32, 1, 8, 8),
        own(x, label, 32, 8, 1, 8, 8),
        null);
  }

  /// 24 levels of 4×5 tiles with walls around them, and the rule that there are walls around them.
  public static Dataset levels() {
    SplittableRandom random = new RandomKey(13).random();
    List<Level> levels = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      StringBuilder inside = new StringBuilder();
      for (int k = 0; k < 6; k++) {
        inside.append("..x".charAt(random.nextInt(3)));
      }
      levels.add(
          new Level(
              "wwwwww" + inside.substring(0, 3) + "ww" + inside.substring(3) + "wwwwww", 4, 5));
    }
    var grid =
        new Domain.Grid(
            new TileSet(".wx", Map.of()),
            4,
            5,
            false,
            new LevelRules(0, 0, List.of(new LevelRule.Count("w", 1, 20))));
    Rows rows = Rows.of(grid.bytes(levels), null, 24, 4, 5);
    return TrainHeldOutSplit.none(rows).dataset("tiny levels", grid, List.of());
  }

  @SuppressWarnings("NullAway") // it cannot see the annotation of a compiled nested type
  private static Dataset dataset(
      String name,
      Domain domain,
      Rows train,
      Rows heldOut,
      Distribution.@Nullable GaussianMixture modes) {
    return new Dataset(
        name,
        domain,
        train,
        heldOut,
        true,
        modes,
        null,
        List.of("a", "b", "c", "d"),
        "0".repeat(64),
        List.of(),
        null);
  }

  private static Rows own(float[] x, long[] label, int from, int count, long... sample) {
    int size = x.length / label.length;
    long[] shape = new long[sample.length + 1];
    shape[0] = count;
    System.arraycopy(sample, 0, shape, 1, sample.length);
    float[] rows = java.util.Arrays.copyOfRange(x, from * size, (from + count) * size);
    long[] labels = java.util.Arrays.copyOfRange(label, from, from + count);
    return Rows.of(Scope.own(Ops.of(rows, shape)), Scope.own(Ops.of(labels)));
  }
}
