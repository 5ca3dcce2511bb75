package everymode.io;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/// A zip archive whose entries are looked at one by one: an entry that nobody opens may be
/// encrypted, packed in any way, or larger than memory. Java's own reader refuses the whole archive
/// for one entry that it cannot unpack.
///
/// *Source:* PKWARE, "APPNOTE: .ZIP file format specification", 4.3 and 4.5.3 (Zip64).
final class ZipDirectory implements Closeable {

  private static final int END = 0x06054b50;
  private static final int END_LENGTH = 22;
  private static final int LONGEST_COMMENT = 0xffff;
  private static final int LOCATOR = 0x07064b50;
  private static final int LOCATOR_LENGTH = 20;
  private static final int END_64 = 0x06064b50;
  private static final int END_64_LENGTH = 56;
  private static final int ENTRY = 0x02014b50;
  private static final int ENTRY_LENGTH = 46;
  private static final int LOCAL = 0x04034b50;
  private static final int LOCAL_LENGTH = 30;
  private static final int EXTRA_64 = 1;
  private static final long IN_64 = 0xffffffffL;

  /// One entry.
  ///
  /// @param method 0 stored, 8 deflated; any other cannot be opened
  /// @param packed length in the archive in bytes
  /// @param size length when unpacked
  /// @param at offset of its local header
  record Entry(String name, boolean encrypted, int method, long packed, long size, long at) {}

  private final FileChannel file;
  private final List<Entry> entries = new ArrayList<>();

  private ZipDirectory(FileChannel file) {
    this.file = file;
  }

  /// Reads the central directory.
  ///
  /// @throws ZipException when the file is no zip archive, or is cut off
  static ZipDirectory open(Path path) throws IOException {
    FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
    try {
      ZipDirectory zip = new ZipDirectory(file);
      zip.directory();
      return zip;
    } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException e) {
      file.close();
      ZipException invalid = new ZipException("its directory is invalid");
      invalid.initCause(e);
      throw invalid;
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  /// All entries, in the order of the directory.
  List<Entry> entries() {
    return entries;
  }

  /// Opens an entry.
  ///
  /// @return its bytes, unpacked
  /// @throws ZipException when it is encrypted, packed by another method, or cut off
  InputStream open(Entry entry) throws IOException {
    if (entry.encrypted) {
      throw new ZipException("it is encrypted");
    }
    if (entry.method != 0 && entry.method != 8) {
      throw new ZipException("it is compressed by zip's method " + entry.method);
    }
    ByteBuffer head = at(entry.at, LOCAL_LENGTH);
    int skipped = (head.getShort(26) & 0xffff) + (head.getShort(28) & 0xffff); // name, extra
    long from = entry.at + LOCAL_LENGTH + skipped;
    if (head.getInt(0) != LOCAL || entry.packed < 0 || entry.packed > file.size() - from) {
      throw new ZipException("its bytes are missing");
    }
    InputStream raw = new Part(from, from + entry.packed);
    if (entry.method == 0) {
      return raw;
    }
    // Inflater asks for one byte beyond the end when there is no zlib header.
    InputStream more = new SequenceInputStream(raw, new ByteArrayInputStream(new byte[1]));
    Inflater inflater = new Inflater(true);
    return new InflaterInputStream(more, inflater, 1 << 16) {
      @Override
      public void close() throws IOException {
        super.close();
        inflater.end();
      }
    };
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private void directory() throws IOException {
    long size = file.size();
    int tail = (int) Math.min(size, END_LENGTH + LONGEST_COMMENT);
    ByteBuffer last = at(size - tail, tail);
    int found = tail - END_LENGTH;
    while (found >= 0 && last.getInt(found) != END) {
      found--;
    }
    if (found < 0) {
      throw new ZipException(size == 0 ? "it is empty" : "it is no zip archive, or cut off");
    }
    long end = size - tail + found;
    long count = last.getShort(found + 10) & 0xffff;
    long length = unsigned(last, found + 12);
    long offset = unsigned(last, found + 16);
    if (count == 0xffff || length == IN_64 || offset == IN_64) {
      ByteBuffer locator = at(end - LOCATOR_LENGTH, LOCATOR_LENGTH);
      if (locator.getInt(0) == LOCATOR) {
        end = locator.getLong(8);
        ByteBuffer large = at(end, END_64_LENGTH);
        count = large.getInt(0) == END_64 ? large.getLong(32) : -1;
        length = large.getLong(40);
        offset = large.getLong(48);
      }
    }
    // Bytes may precede the archive; offsets then count from where it begins.
    long shift = end - length - offset;
    if (length < 0 || length > size || offset < 0 || shift < 0 || count * ENTRY_LENGTH > length) {
      throw new ZipException("its directory is invalid");
    }
    ByteBuffer in = at(end - length, Math.toIntExact(Math.min(length, Integer.MAX_VALUE - 8)));
    for (long i = 0; i < count; i++) {
      entries.add(entry(in, shift));
    }
  }

  private static Entry entry(ByteBuffer in, long shift) throws ZipException {
    ByteBuffer head = next(in, ENTRY_LENGTH);
    if (head.getInt(0) != ENTRY) {
      throw new ZipException("its directory is invalid");
    }
    byte[] name = new byte[head.getShort(28) & 0xffff];
    in.get(name);
    ByteBuffer extra = next(in, head.getShort(30) & 0xffff);
    next(in, head.getShort(32) & 0xffff); // comment
    long[] sizes = {unsigned(head, 24), unsigned(head, 20), unsigned(head, 42)};
    while (extra.remaining() >= 4) {
      int id = extra.getShort() & 0xffff;
      ByteBuffer field = next(extra, extra.getShort() & 0xffff);
      for (int i = 0; id == EXTRA_64 && i < sizes.length; i++) {
        sizes[i] = sizes[i] == IN_64 ? field.getLong() : sizes[i];
      }
    }
    return new Entry(
        new String(name, StandardCharsets.UTF_8),
        (head.getShort(8) & 1) != 0,
        head.getShort(10) & 0xffff,
        sizes[1],
        sizes[0],
        sizes[2] + shift);
  }

  private static long unsigned(ByteBuffer in, int at) {
    return in.getInt(at) & 0xffffffffL;
  }

  private static ByteBuffer next(ByteBuffer in, int size) {
    ByteBuffer next = in.slice(in.position(), size).order(ByteOrder.LITTLE_ENDIAN);
    in.position(in.position() + size);
    return next;
  }

  /// Bytes of the file at an offset.
  private ByteBuffer at(long from, int size) throws IOException {
    if (from < 0 || size > file.size() - from) {
      throw new ZipException("its bytes are missing");
    }
    ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (file.read(bytes, from + bytes.position()) < 0) {
        throw new EOFException("it is cut off");
      }
    }
    return bytes.flip();
  }

  /// A part of the file as a stream.
  private final class Part extends InputStream {
    private long at;
    private final long end;

    Part(long from, long end) {
      this.at = from;
      this.end = end;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int most) throws IOException {
      if (most == 0) {
        return 0;
      }
      if (at >= end) {
        return -1;
      }
      int n = file.read(ByteBuffer.wrap(into, from, (int) Math.min(most, end - at)), at);
      at += Math.max(n, 0);
      return n;
    }
  }
}
