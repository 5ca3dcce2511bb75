package everymode.neighbour;

import everymode.neighbour.ClosePairs.Accuracy;
import everymode.neighbour.ClosePairs.Products;
import everymode.neighbour.ClosePairs.Visitor;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.function.IntToDoubleFunction;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// Visits the pairs of one block of xs with blocks of ys; used by one thread.
///
/// The condition that ‖x‖² + ‖y‖² − 2x·y may be within a reach R is written as x·y ≥ ½‖y‖² + (½‖x‖²
/// − ½R): one number per row and one per column, so that most pairs cost one comparison in single
/// precision.
final class Stripe {

  private static final int CHUNK = 64; // columns
  private static final int TILE = 1 << 20; // numbers of a product

  /// A distance in double precision takes as long as this many in a product of all coordinates.
  private static final int WORTH = 32;

  private static final int PATIENCE = 256; // pairs
  private static final int SEEDS = 8; // nearest columns that are visited first
  private static final int MOST_SEEDS = 64; // likewise where fewer leave a row without reach

  private final ClosePairs pairs;
  private final Tensor left;
  private final int first;
  private final int rows;
  private final Visitor visitor;
  private final Accuracy rounded;
  private final Accuracy exact = new ClosePairs.Exact();
  private final double[] squares = new double[PointSet.CHUNK];
  private final int height; // rows of one product
  private final Tensor memory; // of one product; belongs to the scope of the constructor
  private final float[] dots;
  private final float[] columnNorm;
  private final float[] columnReach;
  private final float[] chunkMargin; // the largest x·y − ½‖y‖² of each chunk
  private int found; // pairs in a tile

  /// Prepares a block of xs.
  ///
  /// @param left `[rows, dim]`, contracted if pairs are
  /// @param first index of its first x
  /// @param width columns of a block of ys, at most
  Stripe(ClosePairs pairs, Tensor left, int first, int width, Visitor visitor) {
    this.pairs = pairs;
    this.left = left;
    this.first = first;
    this.visitor = visitor;
    rows = Math.toIntExact(left.size(0));
    rounded = pairs.new Rounded();
    height = Math.min(rows, Math.max(CHUNK, TILE / width));
    memory = torch.empty((long) height * width);
    dots = new float[width];
    columnNorm = new float[width];
    columnReach = new float[width];
    chunkMargin = new float[Math.ceilDiv(width, CHUNK)];
  }

  /// Visits the pairs with a block of ys.
  ///
  /// @param right `[columns, dim]`, contracted if pairs are
  /// @param from index of its first y
  void visit(Tensor right, int from) {
    Products coarse = pairs.coarse;
    int columns = Math.toIntExact(right.size(0));
    if (coarse == null) {
      sweep(pairs.full, left, right, 0, from);
      return;
    }
    int done = known(from) ? sweep(coarse, left, right, 0, from) : 0;
    if (done == rows) {
      return;
    }
    try (var _ = new Scope()) {
      Tensor xs = pairs.x.block(first + done, rows - done);
      for (int at = 0; at < columns; at += pairs.side) {
        try (var _ = new Scope()) {
          Tensor ys = pairs.y.block(from + at, Math.min(pairs.side, columns - at));
          sweep(pairs.full, xs, ys, done, from + at);
        }
      }
    }
  }

  /// Whether both have bounds by which pairs can be excluded, or rows find their own.
  private boolean known(int from) {
    IntToDoubleFunction reachBack = visitor.reachBack();
    return reachBack == null
        || (visitor.reach().applyAsDouble(first) < Double.POSITIVE_INFINITY
            && reachBack.applyAsDouble(from) < Double.POSITIVE_INFINITY);
  }

  /// Visits the pairs that products do not exclude.
  ///
  /// @param begin the first row
  /// @return the row from which a product of all coordinates is faster
  private int sweep(Products by, Tensor xs, Tensor ys, int begin, int from) {
    int columns = Math.toIntExact(ys.size(0));
    found = 0;
    for (int top = begin; top < rows; top += height) {
      if (Thread.currentThread().isInterrupted()) {
        throw new CancellationException();
      }
      try (var _ = new Scope()) {
        int count = Math.min(height, rows - top);
        Tensor product = memory.narrow(0, 0, (long) count * columns).view(count, columns);
        torch.mm_out(product, xs.narrow(0, top - begin, count), ys.t());
        FloatBuffer all = Ops.bytes(product).asFloatBuffer();
        for (int r = 0; r < count; r++) {
          int done = top - begin + r;
          if (by.contracted() && found > PATIENCE + (long) done * columns / WORTH) {
            return begin + done;
          }
          // Reaches shrink fast at first, then slowly.
          if (done == 0 || (Integer.bitCount(done) == 1 && visitor.reachBack() != null)) {
            updateColumns(by, from, columns);
          }
          all.get(r * columns, dots, 0, columns);
          int i = first + begin + done;
          row(by, i, from, pairs.within ? Math.max(0, i + 1 - from) : 0, columns);
        }
      }
    }
    return rows;
  }

  /// Queries the reach of the columns.
  private void updateColumns(Products by, int from, int count) {
    IntToDoubleFunction reachBack = visitor.reachBack();
    for (int c = 0; c < count; c++) {
      double halved = by.right()[from + c];
      columnNorm[c] = (float) halved;
      columnReach[c] =
          reachBack == null
              ? Float.POSITIVE_INFINITY
              : (float) (halved - pairs.halfReach(by, reachBack.applyAsDouble(from + c)));
    }
  }

  private void row(Products by, int i, int from, int begin, int columns) {
    float rowReach = rowReach(by, i);
    if (visitor.reachBack() == null) {
      Arrays.fill(dots, 0, begin, Float.NEGATIVE_INFINITY);
      for (int chunk = 0; chunk * CHUNK < columns; chunk++) {
        margin(chunk, columns);
      }
      rowReach = rowReach == Float.NEGATIVE_INFINITY ? nearest(by, i, from, columns) : rowReach;
      for (int chunk = 0; chunk * CHUNK < columns; chunk++) {
        if (chunkMargin[chunk] >= rowReach) {
          int end = Math.min(columns, (chunk + 1) * CHUNK);
          rowReach = chunk(by, i, from, chunk * CHUNK, end, rowReach);
        }
      }
      return;
    }
    float rowNorm = (float) by.left()[i];
    for (int c = begin; c < columns; c += CHUNK) {
      int end = Math.min(columns, c + CHUNK);
      if (largestMargin(rowReach, rowNorm, c, end) >= 0) {
        rowReach = chunk(by, i, from, c, end, rowReach);
      }
    }
  }

  private float rowReach(Products by, int i) {
    return (float) (by.left()[i] - pairs.halfReach(by, visitor.reach().applyAsDouble(i)));
  }

  /// Finds the largest x·y − ½‖y‖² of a chunk.
  private void margin(int chunk, int columns) {
    float largest = Float.NEGATIVE_INFINITY;
    int end = Math.min(columns, (chunk + 1) * CHUNK);
    for (int c = chunk * CHUNK; c < end; c++) {
      largest = Math.max(largest, dots[c] - columnNorm[c]);
    }
    chunkMargin[chunk] = largest;
  }

  /// Visits the columns that seem nearest, so that the row has a reach that excludes most others.
  ///
  /// @return the reach of the row
  private float nearest(Products by, int i, int from, int columns) {
    float rowReach = Float.NEGATIVE_INFINITY;
    for (int n = 0; n < (rowReach > Float.NEGATIVE_INFINITY ? SEEDS : MOST_SEEDS); n++) {
      int best = 0;
      for (int chunk = 1; chunk * CHUNK < columns; chunk++) {
        best = chunkMargin[chunk] > chunkMargin[best] ? chunk : best;
      }
      int c = best * CHUNK;
      int end = Math.min(columns, c + CHUNK);
      while (c < end && dots[c] - columnNorm[c] < chunkMargin[best]) {
        c++;
      }
      if (c == end || chunkMargin[best] < Math.max(-Float.MAX_VALUE, rowReach)) {
        return rowReach; // nothing is left
      }
      if (pair(by, i, from + c, dots[c])) {
        rowReach = rowReach(by, i);
      }
      dots[c] = Float.NEGATIVE_INFINITY;
      margin(best, columns);
    }
    return rowReach;
  }

  /// Visits the pairs of a row within some columns; returns the new reach of the row.
  private float chunk(Products by, int i, int from, int begin, int end, float reach) {
    float rowNorm = (float) by.left()[i];
    float rowReach = reach;
    for (int c = begin; c < end; c++) {
      float bound = Math.min(columnNorm[c] + rowReach, columnReach[c] + rowNorm);
      if (dots[c] >= Math.max(-Float.MAX_VALUE, bound) // −∞ was visited
          && pair(by, i, from + c, dots[c])) {
        rowReach = rowReach(by, i);
      }
    }
    return rowReach;
  }

  /// Visits a pair if it is relevant.
  private boolean pair(Products by, int i, int j, float dot) {
    if (!visitor.relevant().test(i, j, pairs.least(by, i, j, dot))) {
      return false;
    }
    found++;
    if (by.contracted()) {
      double squared = pairs.x.points().squared(i, pairs.y.points(), j, squares);
      visitor.action().pair(exact, i, j, squared);
    } else {
      visitor.action().pair(rounded, i, j, pairs.squared(i, j, dot));
    }
    return true;
  }

  /// The largest margin by which a pair is within reach; negative if none is.
  private float largestMargin(float rowReach, float rowNorm, int begin, int end) {
    float largest = Float.NEGATIVE_INFINITY;
    for (int c = begin; c < end; c++) {
      float bound = Math.min(columnNorm[c] + rowReach, columnReach[c] + rowNorm);
      largest = Math.max(largest, dots[c] - bound);
    }
    return largest;
  }
}
