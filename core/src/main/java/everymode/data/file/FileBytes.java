package everymode.data.file;

import everymode.data.MappedRows;
import everymode.data.Rows;
import everymode.data.StoredRows;
import everymode.error.EverymodeException;
import everymode.io.Gzip;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/// Bytes of a file as a tensor: read, or mapped into memory where they are too many to read.
///
/// Mapped bytes come from the file as they are asked for and the system may drop them again. They
/// cannot be written. A file that is cut while it is mapped ends the process; nothing can be done
/// against that here.
///
/// @param x uint8 `[size]` on the processor, owned
/// @param memory the mapped memory, which stays as long as somebody holds it; null when read
public record FileBytes(Tensor x, @Nullable MemorySegment memory) {

  private static final int ARRAY = Integer.MAX_VALUE - 8;

  /// The most bytes that are read or decoded at once: a quarter of the heap.
  public static long most() {
    return Math.min(Runtime.getRuntime().maxMemory() / 4, ARRAY);
  }

  /// A whole file that must be made of records of one length.
  ///
  /// @param file gzipped or not
  /// @param vast whether to map it; what is gzipped is read all the same
  /// @param record bytes of a record
  /// @param what a record is, for errors
  static FileBytes records(Path file, boolean vast, int record, String what) {
    try {
      FileBytes raw;
      if (Gzip.is(file)) {
        raw = Gzip.read(file, in -> zipped(file, in, most()));
      } else {
        fits(file, Files.size(file), record, what);
        raw = vast ? map(file, 0, Files.size(file)) : Gzip.read(file, in -> of(in.readAllBytes()));
      }
      fits(file, raw.x.numel(), record, what);
      return raw;
    } catch (IOException e) {
      throw new EverymodeException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static void fits(Path file, long size, int record, String what) {
    if (size == 0 || size % record != 0) {
      throw new EverymodeException(
          "%s: must be made of %s of %,d bytes each, but holds %,d bytes, which is %s; fetch it again"
              .formatted(file, what, record, size, size == 0 ? "none" : "no multiple"));
    }
  }

  /// Whether files hold more bytes together than may be read.
  static boolean outOfCore(List<Path> files) {
    long size = 0;
    for (Path file : files) {
      size += file.toFile().length();
    }
    return size > most();
  }

  /// Unzipped bytes up to a bound; there may be fewer.
  static FileBytes zipped(Path file, InputStream in, long size) throws IOException {
    byte[] values = in.readNBytes((int) Math.min(size, most()));
    if (values.length == most() && in.read() >= 0) {
      throw new EverymodeException(
          ("%s: holds more than the %,d bytes, a quarter of Java's memory, that are read at once;"
                  + " gunzip it first, so that it can be mapped")
              .formatted(file, most()));
    }
    return of(values);
  }

  static FileBytes of(byte[] values) {
    try (var _ = new Scope()) {
      return new FileBytes(StoredRows.own(Ops.ofBytes(values, values.length)), null);
    }
  }

  /// Maps a part of a file that is known to be there.
  static FileBytes map(Path file, long from, long size) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        var _ = new Scope()) {
      MemorySegment memory = channel.map(FileChannel.MapMode.READ_ONLY, from, size, Arena.ofAuto());
      Tensor x =
          torch.from_blob(
              new MappedAddress(memory.address()),
              new long[] {size},
              new TensorOptions(ScalarType.Byte));
      return new FileBytes(StoredRows.own(x), memory);
    }
  }

  /// Rows that are a view of these bytes.
  ///
  /// @param view of [#x], `[n, ...]`, owned
  /// @param label a class a row, or null
  Rows rows(Tensor view, long @Nullable [] label) {
    try (var _ = new Scope()) {
      Tensor labels = StoredRows.labels(label);
      return memory == null ? Rows.of(view, labels) : new MappedRows(view, labels, memory);
    }
  }

  /// A place in memory.
  private static final class MappedAddress extends Pointer {
    MappedAddress(long address) {
      this.address = address;
    }
  }
}
