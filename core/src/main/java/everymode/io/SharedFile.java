package everymode.io;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

/// A file for reading that, unlike a `FileChannel`, stays open when a thread that reads it is
/// interrupted. Readers synchronize on it.
final class SharedFile implements SeekableByteChannel {

  private static final int END = 22; // bytes of the record at the end of a zip archive
  private static final int MOST_COMMENT = 65_535;
  private static final int END_MAGIC = 0x504b0506;

  private final RandomAccessFile file;
  private volatile boolean open = true;

  SharedFile(RandomAccessFile file) {
    this.file = file;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    byte[] bytes = new byte[Math.min(target.remaining(), 1 << 16)];
    int count = file.read(bytes);
    if (count > 0) {
      target.put(bytes, 0, count);
    }
    return count;
  }

  @Override
  public int write(ByteBuffer source) {
    throw new NonWritableChannelException();
  }

  @Override
  public long position() throws IOException {
    return file.getFilePointer();
  }

  @Override
  public SeekableByteChannel position(long position) throws IOException {
    file.seek(position);
    return this;
  }

  @Override
  public long size() throws IOException {
    return file.length();
  }

  @Override
  public SeekableByteChannel truncate(long size) {
    throw new NonWritableChannelException();
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void close() {
    open = false;
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The first bytes, fewer if the file is shorter.
  byte[] start(int bytes) throws IOException {
    return bytes(0, bytes);
  }

  /// Whether the record at the end of a zip archive counts further files.
  boolean split() throws IOException {
    byte[] end = bytes(Math.max(0, size() - END - MOST_COMMENT), END + MOST_COMMENT);
    ByteBuffer buffer = ByteBuffer.wrap(end);
    for (int at = end.length - END; at >= 0; at--) {
      if (buffer.getInt(at) == END_MAGIC) {
        return buffer.getShort(at + Integer.BYTES) != 0
            && buffer.getShort(at + Integer.BYTES) != -1;
      }
    }
    return false;
  }

  private byte[] bytes(long from, int most) throws IOException {
    byte[] bytes = new byte[(int) Math.min(most, size() - from)];
    file.seek(from);
    file.readFully(bytes);
    return bytes;
  }
}
