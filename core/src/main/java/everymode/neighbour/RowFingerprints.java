package everymode.neighbour;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// Rows as 64-bit fingerprints: equal rows have equal ones, and two of a million different rows
/// share one with a chance of about 3 in 100 million.
public final class RowFingerprints {

  private static final long ODD = 0x9E3779B97F4A7C15L;

  private final long[] sorted;

  private RowFingerprints(LongStream prints) {
    sorted = prints.sorted().toArray();
  }

  public static RowFingerprints of(PointSet rows) {
    return new RowFingerprints(each(rows));
  }

  /// All rows of a set that comes in blocks.
  public static RowFingerprints of(Stream<PointSet> blocks) {
    return new RowFingerprints(blocks.flatMapToLong(RowFingerprints::each));
  }

  private static LongStream each(PointSet rows) {
    return IntStream.range(0, rows.n()).mapToLong(i -> of(rows, i));
  }

  /// The fingerprint of one row.
  static long of(PointSet rows, int i) {
    long print = rows.dim();
    for (int at = i * rows.dim(), end = at + rows.dim(); at < end; at++) {
      float number = rows.values()[at] + 0f; // makes −0 the 0 that it equals
      print = (print ^ Float.floatToIntBits(number)) * ODD;
      print ^= print >>> 32;
    }
    return print;
  }

  boolean has(long print) {
    return Arrays.binarySearch(sorted, print) >= 0;
  }
}
