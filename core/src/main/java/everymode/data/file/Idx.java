package everymode.data.file;

import everymode.error.EverymodeException;
import everymode.io.Gzip;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/// A file of bytes in the IDX format of MNIST, gzipped or not.
///
/// Bytes 0, 0, 8 (unsigned bytes), the number of axes, the length of each axis as a big-endian
/// 32-bit integer, then the values row by row.
///
/// @param shape length of each axis
/// @param values row by row
@SuppressWarnings("ArrayRecordComponent") // intermediate values, converted to a tensor
record Idx(int[] shape, FileBytes values) {

  private static final int UNSIGNED_BYTES = 8;
  private static final int MOST_ZIPPED = Integer.MAX_VALUE - 8;

  /// Reads a file that must have the given number of axes, none of length 0.
  static Idx read(Path file, int axes) {
    return Gzip.read(file, in -> read(file, new DataInputStream(in), axes));
  }

  private static Idx read(Path file, DataInputStream in, int axes) throws IOException {
    int magic = in.readInt();
    if (magic != (UNSIGNED_BYTES << 8 | axes)) {
      throw bad(
          file,
          String.format(
              Locale.ROOT,
              "must be an IDX file of unsigned bytes with %d axes, which begins with %08x, but begins"
                  + " with %08x; check that it is the right file",
              axes,
              UNSIGNED_BYTES << 8 | axes,
              magic));
    }
    boolean zipped = Gzip.is(file);
    long header = 4 + 4L * axes;
    long there = zipped ? 0 : Files.size(file) - header;
    int[] shape = new int[axes];
    long size = 1;
    for (int i = 0; i < axes; i++) {
      shape[i] = in.readInt();
      if (shape[i] < 1) {
        throw bad(
            file,
            String.format(
                Locale.ROOT,
                "must have at least 1 along each axis, but axis %d has %d",
                i,
                shape[i]));
      }
      // Cannot overflow: the product is checked before the next factor.
      size *= shape[i];
      if (size > Math.max(MOST_ZIPPED, there)) {
        throw bad(file, "must have at most 2 GiB, but its header declares more; split it");
      }
    }
    if (!zipped && size > FileBytes.most()) {
      whole(file, shape, size, there);
      return new Idx(shape, FileBytes.map(file, header, size));
    }
    // Memory grows with the actual content, regardless of the header.
    FileBytes values = FileBytes.zipped(file, in, size);
    long found = values.x().numel();
    whole(file, shape, size, found < size ? found : in.read() >= 0 ? size + 1 : size);
    return new Idx(shape, values);
  }

  private static void whole(Path file, int[] shape, long size, long there) {
    if (there != size) {
      String found = there < size ? "cut off after " + there : "longer";
      throw bad(
          file,
          String.format(
              Locale.ROOT,
              "must have %d bytes for its shape %s, but is %s; download it again",
              size,
              Arrays.toString(shape),
              found));
    }
  }

  private static EverymodeException bad(Path file, String what) {
    return new EverymodeException(file + ": " + what);
  }
}
