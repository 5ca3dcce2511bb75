package everymode.io;

import everymode.error.EverymodeException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A zip archive in memory, or mapped, with uncompressed entries as slices. Nothing is decompressed
/// or copied, so no header can cause large allocations; Java's own reader needs a file and copies.
///
/// Plain Java. *Source:* PKWARE, "APPNOTE: .ZIP file format specification", 4.3.
final class UncompressedZip {

  private static final int END = 0x06054b50;
  private static final int END_LENGTH = 22;
  private static final int LONGEST_COMMENT = 0xffff;
  private static final int DIRECTORY = 0x02014b50;
  private static final int LOCAL = 0x04034b50;
  private static final int LOCAL_LENGTH = 30;

  /// @param packed whether it is compressed or encrypted and so cannot be read
  /// @param at offset of its header
  /// @param size in bytes
  private record Entry(boolean packed, long at, long size) {}

  private final String where;
  private final ByteBuffer zip;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  private UncompressedZip(String where, ByteBuffer zip) {
    this.where = where;
    this.zip = zip;
  }

  /// Whether bytes begin like an archive.
  static boolean begins(ByteBuffer bytes) {
    return bytes.remaining() >= 4 && little(bytes).getInt(0) == LOCAL;
  }

  /// Reads the central directory.
  ///
  /// @param where name of the archive in error messages
  /// @param bytes the whole archive
  /// @throws EverymodeException when it is cut off, or too large for the format
  static UncompressedZip of(String where, ByteBuffer bytes) {
    UncompressedZip zip = new UncompressedZip(where, little(bytes));
    try {
      zip.directory();
    } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
      throw zip.bad("directory is cut off; download it again", e);
    }
    return zip;
  }

  private static ByteBuffer little(ByteBuffer bytes) {
    return bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  private void directory() {
    int end = end();
    int count = zip.getShort(end + 10) & 0xffff;
    ByteBuffer in = slice(unsigned(end + 16), unsigned(end + 12));
    for (int i = 0; i < count; i++) {
      ByteBuffer head = slice(in, 46);
      if (head.getInt(0) != DIRECTORY) {
        throw bad("directory is invalid; download it again", null);
      }
      boolean packed = head.getShort(10) != 0 || (head.getShort(8) & 1) != 0;
      byte[] name = new byte[head.getShort(28) & 0xffff];
      in.get(name);
      slice(in, (head.getShort(30) & 0xffff) + (head.getShort(32) & 0xffff)); // extra, comment
      Entry entry = new Entry(packed, head.getInt(42) & 0xffffffffL, head.getInt(24) & 0xffffffffL);
      if (entries.put(new String(name, StandardCharsets.UTF_8), entry) != null) {
        throw bad("directory lists an entry twice; download it again", null);
      }
    }
  }

  private int end() {
    int last = zip.limit() - END_LENGTH;
    for (int at = last; at >= Math.max(0, last - LONGEST_COMMENT); at--) {
      if (zip.getInt(at) == END) {
        return at;
      }
    }
    throw bad("directory is missing: it is cut off; download it again", null);
  }

  /// The names of all entries, in the order of the directory.
  Set<String> names() {
    return entries.keySet();
  }

  /// The bytes of an entry.
  ///
  /// @return empty when there is no such entry
  /// @throws EverymodeException when it is compressed, or beyond the end of the archive
  Optional<ByteBuffer> entry(String name) {
    Entry entry = entries.get(name);
    if (entry == null) {
      return Optional.empty();
    }
    if (entry.packed) {
      throw bad("entry " + name + " is compressed, which PyTorch does not do; save it again", null);
    }
    try {
      ByteBuffer head = slice(entry.at, LOCAL_LENGTH);
      if (head.getInt(0) == LOCAL) {
        int skipped = (head.getShort(26) & 0xffff) + (head.getShort(28) & 0xffff); // name, extra
        return Optional.of(slice(entry.at + LOCAL_LENGTH + skipped, entry.size));
      }
    } catch (IndexOutOfBoundsException e) {
      // Reported below.
    }
    throw bad("entry " + name + " is beyond its end; download it again", null);
  }

  private long unsigned(int at) {
    return zip.getInt(at) & 0xffffffffL;
  }

  private ByteBuffer slice(long from, long size) {
    if (from + size > zip.limit()) {
      throw new IndexOutOfBoundsException();
    }
    return zip.slice((int) from, (int) size).order(ByteOrder.LITTLE_ENDIAN);
  }

  /// Reads the next bytes.
  private static ByteBuffer slice(ByteBuffer in, int size) {
    ByteBuffer next = in.slice(in.position(), size).order(ByteOrder.LITTLE_ENDIAN);
    in.position(in.position() + size);
    return next;
  }

  private EverymodeException bad(String what, @org.jspecify.annotations.Nullable Throwable cause) {
    return new EverymodeException(where + ": is not a valid zip archive: its " + what, cause);
  }
}
