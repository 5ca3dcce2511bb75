package everymode.neighbour;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// Rows as 64-bit fingerprints: equal rows have equal ones, and among a million different rows any
/// two share one with a probability of about 3 in 100 million.
public final class RowFingerprints {

  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

  private final long[] sorted;

  private RowFingerprints(LongStream fingerprints) {
    sorted = fingerprints.sorted().toArray();
  }

  public static RowFingerprints of(PointSet rows) {
    return new RowFingerprints(each(rows));
  }

  /// The fingerprints of all rows in a stream of blocks.
  public static RowFingerprints of(Stream<PointSet> blocks) {
    return new RowFingerprints(blocks.flatMapToLong(RowFingerprints::each));
  }

  private static LongStream each(PointSet rows) {
    return IntStream.range(0, rows.n()).mapToLong(i -> of(rows, i));
  }

  /// The fingerprint of one row.
  static long of(PointSet rows, int i) {
    long fingerprint = rows.dim();
    for (int index = i * rows.dim(), end = index + rows.dim(); index < end; index++) {
      float number = rows.values()[index] + 0f; // turns −0 into 0
      fingerprint = (fingerprint ^ Float.floatToIntBits(number)) * MULTIPLIER;
      fingerprint ^= fingerprint >>> 32;
    }
    return fingerprint;
  }

  /// Which rows are equal to one of these.
  public boolean[] equal(PointSet rows) {
    boolean[] equal = new boolean[rows.n()];
    for (int i = 0; i < equal.length; i++) {
      equal[i] = has(of(rows, i));
    }
    return equal;
  }

  boolean has(long fingerprint) {
    return Arrays.binarySearch(sorted, fingerprint) >= 0;
  }
}
