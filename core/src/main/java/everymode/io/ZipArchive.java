package everymode.io;

import everymode.error.EverymodeException;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.zip.UnicodePathExtraField;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.LZMAInputStream;
import org.tukaani.xz.XZInputStream;

/// A zip archive, read from any number of threads.
///
/// Names without the mark of UTF-8 are UTF-8 if all of them are valid, else code page 437, which is
/// the rule of the format. Of entries with the same name the last is read.
///
/// An archive that is not closed is closed when it is no longer reachable.
public final class ZipArchive implements Closeable {

  private static final String REMEDY = "unpack it and give the folder";
  private static final String CODE_PAGE = "IBM437";
  private static final int LZMA_PROPERTIES = 5;
  private static final int SKIPPED = 1 << 13; // bytes at once
  private static final int MOST_KIB =
      96 << 10; // of a decoder; the largest preset of xz needs 65 MB
  private static final Map<Integer, String> PACKINGS =
      Map.of(
          10, "PKWARE's implode",
          20, "Zstandard",
          93, "Zstandard",
          96, "WinZip's JPEG",
          97, "WavPack",
          98, "PPMd",
          99, "AES");
  private static final List<Integer> READ = List.of(0, 1, 6, 8, 9, 12, 14, 95);

  private final Path file;
  private final SharedFile channel;
  private final ZipFile zip;
  private final Map<String, Entry> entries;
  private final Set<String> folders = new LinkedHashSet<>();
  private final List<String> again = new ArrayList<>(); // names that occur more than once
  private final boolean codePage;

  /// A file in the archive.
  ///
  /// @param name its path; separators may be slashes or backslashes
  /// @param content its place and packing
  public record Entry(String name, ZipArchiveEntry content) {

    /// The number of unpacked bytes that the archive declares.
    public long size() {
      return content.getSize();
    }
  }

  private ZipArchive(Path file, SharedFile channel) throws IOException {
    this.file = file;
    this.channel = channel;
    zip =
        ZipFile.builder()
            .setSeekableByteChannel(channel)
            .setCharset(StandardCharsets.ISO_8859_1) // keeps all bytes; names are decoded below
            .setUseUnicodeExtraFields(false)
            .setIgnoreLocalFileHeader(true)
            .get();
    List<ZipArchiveEntry> all = Collections.list(zip.getEntries());
    codePage = all.stream().anyMatch(entry -> !marked(entry) && utf8(entry.getRawName()) == null);
    Charset names = codePage ? codePage() : StandardCharsets.UTF_8;
    entries = new LinkedHashMap<>();
    for (ZipArchiveEntry entry : all) {
      String name = name(entry, names);
      if (name.endsWith("/") || name.endsWith("\\")) {
        folders.add(name);
      } else if (entries.put(name, new Entry(name, entry)) != null) {
        again.add(name);
      }
    }
  }

  /// Opens an archive. Its entries are not looked at.
  ///
  /// @param what it must be, such as `zip archive`
  /// @param again how to get it again, such as `download it again`
  /// @throws EverymodeException when it does not exist or is not a valid zip archive
  public static ZipArchive open(Path file, String what, String again) {
    if (Files.notExists(file)) {
      throw new EverymodeException(file + ": does not exist; check the path");
    }
    try {
      return new ZipArchive(file, new SharedFile(new RandomAccessFile(file.toFile(), "r")));
    } catch (IOException | RuntimeException e) { // of damaged directories
      throw invalid(file, what, again, e); // the library has closed the file
    }
  }

  private static EverymodeException invalid(Path file, String what, String again, Exception e) {
    String rule = file + ": must be a valid " + what + ", but ";
    try (SharedFile channel = new SharedFile(new RandomAccessFile(file.toFile(), "r"))) {
      FileKind kind = FileKind.of(channel.start(FileKind.BYTES));
      if (kind != null && kind != FileKind.ZIP) {
        return new EverymodeException(rule + "is " + kind.title() + "; " + kind.remedy(), e);
      }
      if (channel.split()) {
        return new EverymodeException(
            rule + "is one part of a split archive; join the parts with 'zip -s 0 PART --out ALL'",
            e);
      }
    } catch (IOException more) {
      e.addSuppressed(more);
    }
    Throwable reason = e.getCause() == null ? e : e.getCause();
    return new EverymodeException(
        String.format(Locale.ROOT, "%sis not (%s); %s", rule, reason.getMessage(), again), e);
  }

  /// The files in it, without folders.
  public Collection<Entry> entries() {
    return Collections.unmodifiableCollection(entries.values());
  }

  /// The folders that have entries of their own; they may be empty.
  public Collection<String> folders() {
    return Collections.unmodifiableCollection(folders);
  }

  /// Remarks on how names were read.
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (codePage) {
      notes.add("Names in the archive are not in Unicode and were read in code page 437.");
    }
    if (!again.isEmpty()) {
      notes.add(
          String.format(
              Locale.ROOT,
              "Files that an archive contains again under the same name replace the earlier ones: %,d, such as %s.",
              again.size(),
              again.getFirst()));
    }
    return notes;
  }

  private static boolean marked(ZipArchiveEntry entry) {
    return entry.getGeneralPurposeBit().usesUTF8ForNames() || unicode(entry) != null;
  }

  private static String name(ZipArchiveEntry entry, Charset names) {
    String unicode = unicode(entry);
    if (unicode != null) {
      return unicode;
    }
    return entry.getGeneralPurposeBit().usesUTF8ForNames()
        ? entry.getName()
        : new String(entry.getRawName(), names);
  }

  /// The name in UTF-8 that Info-ZIP adds, unless the entry was renamed since.
  private static @Nullable String unicode(ZipArchiveEntry entry) {
    if (entry.getExtraField(UnicodePathExtraField.UPATH_ID) instanceof UnicodePathExtraField path) {
      CRC32 sum = new CRC32();
      sum.update(entry.getRawName());
      return sum.getValue() == path.getNameCRC32() ? utf8(path.getUnicodeName()) : null;
    }
    return null;
  }

  private static @Nullable String utf8(byte @Nullable [] bytes) {
    try {
      return bytes == null
          ? null
          : StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException _) {
      return null;
    }
  }

  private static Charset codePage() {
    return Charset.isSupported(CODE_PAGE)
        ? Charset.forName(CODE_PAGE)
        : StandardCharsets.ISO_8859_1; // a Java runtime without the module jdk.charsets
  }

  /// Rejects an entry that cannot be read, with the reason.
  public void check(Entry entry) {
    String why = unreadable(entry.content);
    if (why != null) {
      throw new EverymodeException(
          String.format(
              Locale.ROOT,
              "%s: must be an archive that can be read, but %s %s; %s",
              file,
              entry.name,
              why,
              REMEDY));
    }
  }

  private static @Nullable String unreadable(ZipArchiveEntry entry) {
    int method = entry.getMethod();
    if (entry.getGeneralPurposeBit().usesEncryption() || method == 99) {
      return "is encrypted";
    }
    if (entry.getDiskNumberStart() > 0) {
      return "is in another part of a split archive";
    }
    return READ.contains(method)
        ? null
        : "is packed by " + PACKINGS.getOrDefault(method, "method " + method);
  }

  /// The unpacked bytes of an entry.
  public InputStream open(Entry entry) throws IOException {
    ZipArchiveEntry content = entry.content;
    String why = unreadable(content);
    if (why != null) {
      throw new ZipException("it " + why);
    }
    synchronized (channel) { // streams lock it too, but the library finds their start without
      return new Unpacked(unpacked(content));
    }
  }

  private InputStream unpacked(ZipArchiveEntry entry) throws IOException {
    try {
      return switch (entry.getMethod()) {
        case 14 -> lzma(entry);
        case 95 -> new XZInputStream(raw(entry), MOST_KIB);
        default -> zip.getInputStream(entry);
      };
    } catch (RuntimeException e) {
      throw new ZipException("it is damaged (" + e + ")");
    }
  }

  private InputStream raw(ZipArchiveEntry entry) throws IOException {
    return new BufferedInputStream(zip.getRawInputStream(entry));
  }

  /// Turns whatever decoders throw on damaged bytes into an [IOException].
  private static final class Unpacked extends FilterInputStream {

    Unpacked(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int count) throws IOException {
      try {
        return super.read(bytes, from, count);
      } catch (RuntimeException e) {
        throw new ZipException("it is damaged (" + e + ")");
      }
    }

    @Override
    public long skip(long count) throws IOException {
      return readNBytes(Math.clamp(count, 0, SKIPPED)).length;
    }
  }

  private InputStream lzma(ZipArchiveEntry entry) throws IOException {
    DataInputStream in = new DataInputStream(raw(entry));
    in.readUnsignedShort(); // version
    int properties = Short.toUnsignedInt(Short.reverseBytes(in.readShort()));
    if (properties != LZMA_PROPERTIES) {
      throw new ZipException("properties of LZMA must have 5 bytes, but have " + properties);
    }
    byte property = in.readByte();
    long dictionary = Integer.toUnsignedLong(Integer.reverseBytes(in.readInt()));
    long size = entry.getSize();
    // Neither the declared size nor the dictionary takes memory out of proportion to the bytes.
    long packed = Math.clamp(entry.getCompressedSize(), 0, channel.size());
    long most = Math.min(size, (1 << 20) + (packed << 12));
    boolean endMarked = (entry.getRawFlag() & 2) != 0;
    return new LZMAInputStream(
        in, endMarked ? -1 : size, property, (int) Math.clamp(dictionary, 0, Math.max(0, most)));
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
