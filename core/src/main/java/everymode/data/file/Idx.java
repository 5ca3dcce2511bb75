package everymode.data.file;

import everymode.error.EverymodeException;
import everymode.io.Gzip;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// A file of bytes in the IDX format of MNIST, gzipped or not.
///
/// Bytes 0, 0, 8 (unsigned bytes), the number of axes, each axis as a big-endian 32-bit number,
/// then the values row by row.
///
/// @param shape length of each axis
/// @param values row by row
@SuppressWarnings("ArrayRecordComponent") // a parcel of bytes on its way into a tensor
record Idx(int[] shape, FileBytes values) {

  private static final int UNSIGNED_BYTES = 8;
  private static final int MOST_ZIPPED = Integer.MAX_VALUE - 8;

  /// Reads a file that must have the given number of axes, none of them empty.
  static Idx read(Path file, int axes) {
    return Gzip.read(file, in -> read(file, new DataInputStream(in), axes));
  }

  private static Idx read(Path file, DataInputStream in, int axes) throws IOException {
    int magic = in.readInt();
    if (magic != (UNSIGNED_BYTES << 8 | axes)) {
      throw bad(
          file,
          ("must be an IDX file of unsigned bytes with %d axes, which begins with %08x, but begins"
                  + " with %08x; check that it is the right file")
              .formatted(axes, UNSIGNED_BYTES << 8 | axes, magic));
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
            "must have at least 1 along each axis, but axis %d has %d".formatted(i, shape[i]));
      }
      // Stays a long: the running product is bounded before the next factor.
      size *= shape[i];
      if (size > Math.max(MOST_ZIPPED, there)) {
        throw bad(file, "may hold at most 2 GiB, but its header promises more; split it");
      }
    }
    if (!zipped && size > FileBytes.most()) {
      whole(file, shape, size, there);
      return new Idx(shape, FileBytes.map(file, header, size));
    }
    // Grows with what is really there, whatever the header promises.
    FileBytes values = FileBytes.zipped(file, in, size);
    long found = values.x().numel();
    whole(file, shape, size, found < size ? found : in.read() >= 0 ? size + 1 : size);
    return new Idx(shape, values);
  }

  private static void whole(Path file, int[] shape, long size, long there) {
    if (there < size) {
      throw bad(
          file,
          "must hold %d bytes for its shape %s, but is cut off after %d; fetch it again"
              .formatted(size, Arrays.toString(shape), there));
    }
    if (there > size) {
      throw bad(
          file,
          "must hold %d bytes for its shape %s, but goes on; fetch it again"
              .formatted(size, Arrays.toString(shape)));
    }
  }

  private static EverymodeException bad(Path file, String what) {
    return new EverymodeException(file + ": " + what);
  }
}
