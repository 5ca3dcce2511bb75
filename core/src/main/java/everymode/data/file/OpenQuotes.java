package everymode.data.file;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

/// Detects an unclosed quotation mark, which turns the rest of a table into one field.
final class OpenQuotes extends FilterReader {

  private enum State {
    START,
    PLAIN,
    QUOTED,
    CLOSED
  }

  private final char separator;
  private State state = State.START;
  private char last;
  private long line = 1;
  private long opened;

  OpenQuotes(Reader in, char separator) {
    super(in);
    this.separator = separator;
  }

  /// The line whose quotation mark is not closed, from 1; 0 if all are closed.
  long opened() {
    return state == State.QUOTED ? opened : 0;
  }

  @Override
  public int read() throws IOException {
    int c = in.read();
    if (c >= 0) {
      see((char) c);
    }
    return c;
  }

  @Override
  public int read(char[] buffer, int from, int most) throws IOException {
    int n = in.read(buffer, from, most);
    for (int i = from; i < from + n; i++) {
      see(buffer[i]);
    }
    return n;
  }

  private void see(char c) {
    boolean end = c == '\n' || c == '\r';
    if (c == '\r' || (c == '\n' && last != '\r')) {
      line++;
    }
    last = c;
    state =
        switch (state) {
          case QUOTED -> c == '"' ? State.CLOSED : State.QUOTED;
          case CLOSED -> c == '"' ? State.QUOTED : unquoted(c, end);
          case START -> c == '"' ? open() : unquoted(c, end);
          case PLAIN -> unquoted(c, end);
        };
  }

  private State open() {
    opened = line;
    return State.QUOTED;
  }

  private State unquoted(char c, boolean end) {
    boolean field = c == separator || end;
    return field || (state == State.START && c <= ' ') ? State.START : State.PLAIN;
  }
}
