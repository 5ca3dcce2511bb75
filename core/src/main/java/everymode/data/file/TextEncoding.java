package everymode.data.file;

import everymode.error.EverymodeException;
import everymode.error.UsageException;
import everymode.io.Gzip;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How the bytes of a text are read as characters.
///
/// A text begins with a byte-order mark, or is UTF-16 when about every other byte is zero, or is
/// valid UTF-8, or else is windows-1252, which contains Latin-1. No byte is ever replaced: texts
/// that differ stay different.
///
/// @param charset the encoding
/// @param notes remarks about the choice
record TextEncoding(Charset charset, List<String> notes) {

  private static final Charset WINDOWS = Charset.forName("windows-1252");
  private static final int HEAD = 1 << 12;
  private static final int BLOCK = 1 << 15;
  private static final char MARK = '\uFEFF';

  TextEncoding {
    notes = List.copyOf(notes);
  }

  /// The encoding of a file, all of which is checked.
  ///
  /// @param name of the encoding, or null to detect it
  /// @throws EverymodeException when the bytes are no text in this encoding
  static TextEncoding of(Path file, @Nullable String name) throws IOException {
    Charset marked = name == null ? detected(head(file, HEAD)) : named(name);
    long wrong = firstWrongLine(file, marked == null ? StandardCharsets.UTF_8 : marked);
    if (wrong == 0) {
      return new TextEncoding(marked == null ? StandardCharsets.UTF_8 : marked, List.of());
    }
    if (marked != null) {
      throw wrong(file, wrong, marked.name());
    }
    long neither = firstWrongLine(file, WINDOWS);
    if (neither > 0) {
      throw wrong(file, neither, "UTF-8 or windows-1252");
    }
    return new TextEncoding(
        WINDOWS,
        List.of(
            String.format(
                Locale.ROOT,
                "Line %d is not UTF-8, so the file is read as windows-1252 (Latin-1); :encoding=NAME reads it as another.",
                wrong)));
  }

  /// The likely encoding by the first bytes alone.
  static TextEncoding likely(Path file, int bytes) throws IOException {
    byte[] head = head(file, bytes);
    Charset marked = detected(head);
    if (marked == null) {
      var utf8 = new Check(StandardCharsets.UTF_8);
      utf8.add(ByteBuffer.wrap(head), false);
      marked = utf8.wrong == 0 ? StandardCharsets.UTF_8 : WINDOWS;
    }
    return new TextEncoding(marked, List.of());
  }

  private static EverymodeException wrong(Path file, long line, String encoding) {
    return new EverymodeException(
        String.format(
            Locale.ROOT,
            "%s: line %d: must be text, but is not valid %s; save the table as UTF-8, or name its encoding with :encoding=NAME",
            file,
            line,
            encoding));
  }

  private static byte[] head(Path file, int bytes) throws IOException {
    try (InputStream in = Gzip.open(file)) {
      return in.readNBytes(bytes);
    }
  }

  private static Charset named(String name) {
    String known =
        switch (name.toLowerCase(Locale.ROOT)) {
          case "latin-1" -> "ISO-8859-1"; // names that Python and Windows use, but Java does not
          case "utf-8-sig" -> "UTF-8";
          case "ansi" -> "windows-1252";
          default -> name;
        };
    try {
      Charset charset = Charset.forName(known);
      charset.newDecoder();
      return charset;
    } catch (IllegalArgumentException | UnsupportedOperationException e) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "encoding must be the name of one, such as UTF-8, windows-1252, UTF-16LE or GB18030, but is '%s'",
              name),
          e);
    }
  }

  /// The encoding that a mark or zeros tell; null when there are none.
  private static @Nullable Charset detected(byte[] head) {
    if (begins(head, 0xef, 0xbb, 0xbf)) {
      return StandardCharsets.UTF_8;
    }
    if (begins(head, 0xff, 0xfe, 0, 0)) {
      return Charset.forName("UTF-32LE");
    }
    if (begins(head, 0, 0, 0xfe, 0xff)) {
      return Charset.forName("UTF-32BE");
    }
    if (begins(head, 0xff, 0xfe)) {
      return StandardCharsets.UTF_16LE;
    }
    if (begins(head, 0xfe, 0xff)) {
      return StandardCharsets.UTF_16BE;
    }
    int[] zeros = new int[2];
    for (int i = 0; i < head.length; i++) {
      zeros[i % 2] += head[i] == 0 ? 1 : 0;
    }
    int many = Math.max(2, head.length / 4);
    return zeros[1] >= many && zeros[0] == 0
        ? StandardCharsets.UTF_16LE
        : zeros[0] >= many && zeros[1] == 0 ? StandardCharsets.UTF_16BE : null;
  }

  private static boolean begins(byte[] head, int... mark) {
    boolean all = head.length >= mark.length;
    for (int i = 0; all && i < mark.length; i++) {
      all = (head[i] & 0xff) == mark[i];
    }
    return all;
  }

  /// The first line with bytes that are no text in an encoding, from 1; 0 if there is none.
  private static long firstWrongLine(Path file, Charset charset) throws IOException {
    var check = new Check(charset);
    byte[] block = new byte[BLOCK];
    int kept = 0;
    try (InputStream in = Gzip.open(file)) {
      for (int n = 0; n >= 0 && check.wrong == 0; ) {
        n = in.read(block, kept, block.length - kept);
        ByteBuffer bytes = ByteBuffer.wrap(block, 0, kept + Math.max(0, n));
        check.add(bytes, n < 0);
        bytes.compact();
        kept = bytes.position();
      }
    }
    return check.wrong;
  }

  /// Decodes without keeping the characters.
  private static final class Check {
    private final CharsetDecoder decoder;
    private final CharBuffer out = CharBuffer.allocate(BLOCK);
    private long line = 1;
    private char last;
    private long wrong;

    Check(Charset charset) {
      decoder =
          charset
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    void add(ByteBuffer bytes, boolean last) {
      CoderResult result = CoderResult.OVERFLOW;
      while (wrong == 0 && result.isOverflow()) {
        out.clear();
        result = decoder.decode(bytes, out, last);
        out.flip();
        lines();
        if (wrong == 0 && result.isError()) {
          wrong = line;
        }
      }
    }

    private void lines() {
      while (wrong == 0 && out.hasRemaining()) {
        char c = out.get();
        if (c == 0) {
          wrong = line;
        }
        line += c == '\r' || (c == '\n' && last != '\r') ? 1 : 0;
        last = c;
      }
    }
  }

  /// The characters of a file in this encoding, without a byte-order mark.
  Reader reader(Path file) throws IOException {
    var in = new BufferedReader(new InputStreamReader(Gzip.open(file), charset), BLOCK);
    in.mark(1);
    if (in.read() != MARK) {
      in.reset();
    }
    return in;
  }
}
