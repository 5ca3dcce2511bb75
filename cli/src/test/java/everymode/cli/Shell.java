package everymode.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A run of the command line inside this process: exit code, standard output and standard error.
record Shell(int code, String out, String err) {

  static Shell run(Object... arguments) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    var outBytes = new ByteArrayOutputStream();
    var errBytes = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(outBytes, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(errBytes, true, StandardCharsets.UTF_8));
      int code = Main.run(Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
      return new Shell(
          code,
          outBytes.toString(StandardCharsets.UTF_8),
          errBytes.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  /// The last line of standard output.
  String last() {
    return out.strip().lines().reduce((_, line) -> line).orElse("");
  }
}
