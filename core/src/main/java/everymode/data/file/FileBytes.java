package everymode.data.file;

import everymode.data.MappedRows;
import everymode.data.Rows;
import everymode.data.StoredRows;
import everymode.error.EverymodeException;
import everymode.error.Interruption;
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
import java.util.Locale;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/// Bytes of a file as a tensor: read, or memory-mapped where they are too large to read.
///
/// Mapped bytes are paged in on access and can be evicted by the operating system. They cannot be
/// written. Truncating a file while it is mapped crashes the process; this cannot be prevented
/// here.
///
/// @param x uint8 `[size]` on the processor, owned
/// @param memory the mapped memory, unmapped when unreachable; null when read
public record FileBytes(Tensor x, @Nullable MemorySegment memory) {

  private static final int ARRAY = Integer.MAX_VALUE - 8;

  /// The maximum number of bytes read or decoded at once: a quarter of the heap.
  public static long most() {
    return Math.min(Runtime.getRuntime().maxMemory() / 4, ARRAY);
  }

  /// A whole file, which must consist of records of one length.
  ///
  /// @param file gzipped or not
  /// @param map whether to map it; gzipped files are always read
  /// @param record bytes of a record
  /// @param what plural noun for records, for error messages
  static FileBytes records(Path file, boolean map, int record, String what) {
    try {
      FileBytes raw;
      if (Gzip.is(file)) {
        raw = Gzip.read(file, in -> zipped(file, in, most()));
      } else {
        fits(file, Files.size(file), record, what);
        raw = map ? map(file, 0, Files.size(file)) : Gzip.read(file, in -> of(in.readAllBytes()));
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
          String.format(
              Locale.ROOT,
              "%s: must consist of %s of %,d bytes each, but has %,d bytes, %s; download it again",
              file,
              what,
              record,
              size,
              size == 0 ? "none" : "not a multiple"));
    }
  }

  /// A file, or its gzipped variant where only that exists.
  static Path plainOrZipped(Path plain) {
    Path zipped = plain.resolveSibling(plain.getFileName() + ".gz");
    return Files.exists(plain) || !Files.exists(zipped) ? plain : zipped;
  }

  /// Whether files are together larger than [#most].
  static boolean outOfCore(List<Path> files) {
    return files.stream().mapToLong(file -> file.toFile().length()).sum() > most();
  }

  /// Decompressed bytes up to a bound; there may be fewer.
  static FileBytes zipped(Path file, InputStream in, long size) throws IOException {
    byte[] values = in.readNBytes((int) Math.min(size, most()));
    if (values.length == most() && in.read() >= 0) {
      throw new EverymodeException(
          String.format(
              Locale.ROOT,
              "%s: has more than %,d bytes, the limit of a quarter of Java's heap for reading at once;"
                  + " gunzip it first, so that it can be mapped",
              file,
              most()));
    }
    return of(values);
  }

  static FileBytes of(byte[] values) {
    try (var _ = new Scope()) {
      return new FileBytes(StoredRows.own(Ops.ofBytes(values, values.length)), null);
    }
  }

  /// Maps an existing part of a file.
  static FileBytes map(Path file, long from, long size) throws IOException {
    return Interruption.deferred(() -> mapOnce(file, from, size));
  }

  private static FileBytes mapOnce(Path file, long from, long size) throws IOException {
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
  /// @param label one class per row, or null
  Rows rows(Tensor view, long @Nullable [] label) {
    try (var _ = new Scope()) {
      Tensor labels = StoredRows.labels(label);
      return memory == null ? Rows.of(view, labels) : new MappedRows(view, labels, memory);
    }
  }

  /// A raw address in memory.
  private static final class MappedAddress extends Pointer {
    MappedAddress(long address) {
      this.address = address;
    }
  }
}
