package everymode.data;

import everymode.error.EverymodeException;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipException;

/// A file of bytes in the IDX format of MNIST, gzipped or not.
///
/// Bytes 0, 0, 8 (unsigned bytes), the number of axes, each axis as a big-endian 32-bit number,
/// then the values row by row.
///
/// @param shape length of each axis
/// @param values row by row
@SuppressWarnings("ArrayRecordComponent") // a parcel of bytes on its way into a tensor
record Idx(int[] shape, byte[] values) {

  private static final int UNSIGNED_BYTES = 8;

  /// Reads a file that must have the given number of axes, none of them empty.
  static Idx read(Path file, int axes) {
    try (var in = new DataInputStream(Gzip.open(file))) {
      return read(file, in, axes);
    } catch (EOFException _) {
      throw bad(file, "is cut off; fetch it again");
    } catch (ZipException e) {
      throw bad(file, "is not sound gzip (" + e.getMessage() + "); fetch it again");
    } catch (NoSuchFileException _) {
      throw bad(file, "does not exist; check the path");
    } catch (IOException e) {
      throw new EverymodeException(file + ": cannot be read: " + e.getMessage(), e);
    }
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
      if (size > Integer.MAX_VALUE - 8) {
        throw bad(file, "may hold at most 2 GiB, but its header promises more; split it");
      }
    }
    // Grows with what is really there, whatever the header promises.
    byte[] values = in.readNBytes((int) size);
    if (values.length < size) {
      throw bad(
          file,
          "must hold %d bytes for its shape %s, but is cut off after %d; fetch it again"
              .formatted(size, Arrays.toString(shape), values.length));
    }
    if (in.read() >= 0) {
      throw bad(
          file,
          "must hold %d bytes for its shape %s, but goes on; fetch it again"
              .formatted(size, Arrays.toString(shape)));
    }
    return new Idx(shape, values);
  }

  private static EverymodeException bad(Path file, String what) {
    return new EverymodeException(file + ": " + what);
  }
}
