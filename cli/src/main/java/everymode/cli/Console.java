package everymode.cli;

import everymode.train.Event;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/// What is said where: results to standard output, talk to standard error.
///
/// On a terminal the progress is one line that is redrawn; elsewhere a plain line every ten
/// seconds.
final class Console implements Consumer<Event> {

  private static final long TENTH = 100_000_000L;
  private static final long TEN_SECONDS = 10_000_000_000L;
  private static final int WIDTH = 20;

  @Option(
      names = {"-q", "--quiet"},
      description = "Say nothing but results and errors.")
  private boolean quiet;

  @Option(names = "--json", description = "Print the result as one line of JSON, last on stdout.")
  private boolean json;

  private final PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  private final boolean terminal = Boolean.getBoolean("everymode.terminal");
  private long began;
  private long firstStep;
  private long shown;
  private boolean open;

  /// Whether the result is wanted as JSON.
  boolean json() {
    return json;
  }

  /// Whether only results are wanted.
  boolean quiet() {
    return quiet;
  }

  /// Says something on the way.
  void info(String text) {
    if (!quiet) {
      endLine();
      err.println(text);
    }
  }

  /// Says how far work has come: on a terminal in one line that is redrawn, elsewhere every ten
  /// seconds at most.
  void progress(String text) {
    long now = System.nanoTime();
    if (quiet || (!terminal && now - shown < TEN_SECONDS)) {
      return;
    }
    shown = now;
    if (terminal) {
      err.print("\r\033[?7l" + text + "\033[K\033[?7h");
      err.flush();
      open = true;
    } else {
      err.println(text);
    }
  }

  /// Says something that must not be missed.
  void warn(String text) {
    endLine();
    err.println("everymode: warning: " + text);
  }

  /// Prints a result for people, unless JSON is wanted.
  void result(String text) {
    if (!json) {
      endLine();
      out.println(text);
    }
  }

  /// Prints the result for programs, when it is wanted.
  void result(String text, String line) {
    endLine();
    out.println(json ? line : text);
  }

  @Override
  public void accept(Event event) {
    if (quiet) {
      return;
    }
    switch (event) {
      case Event.Step step -> {
        long now = System.nanoTime();
        if (began == 0) {
          began = now;
          shown = now;
          firstStep = step.step(); // the clock starts after it
        }
        boolean last = step.step() == step.steps();
        if (last || now - shown > (terminal ? TENTH : TEN_SECONDS)) {
          draw(step, (now - began) / 1e9);
          shown = now;
        }
      }
      case Event.Ended _ -> {
        endLine();
        began = 0;
      }
    }
  }

  private void draw(Event.Step step, double seconds) {
    double rate = (step.step() - firstStep) / Math.max(seconds, 1e-9);
    StringBuilder text = new StringBuilder("  ");
    text.append("%-10s ".formatted(step.stage()));
    if (terminal) {
      int full = (int) (WIDTH * step.step() / Math.max(1, step.steps()));
      text.append("█".repeat(full)).append("░".repeat(WIDTH - full)).append(' ');
    }
    text.append("%,d/%,d".formatted(step.step(), step.steps()));
    if (rate > 0) {
      text.append((rate >= 10 ? " · %,.0f steps/s" : " · %.2f steps/s").formatted(rate));
    }
    step.losses().forEach((name, loss) -> text.append(" · %s %.2f".formatted(name, loss)));
    boolean last = step.step() == step.steps();
    text.append(last ? " · " + time(seconds) : left(step, rate));
    if (terminal) {
      err.print("\r\033[?7l" + text + "\033[K\033[?7h"); // the terminal cuts what is too long
      open = true;
    } else {
      err.println(text);
    }
    err.flush();
  }

  private static String left(Event.Step step, double rate) {
    return " · " + time((step.steps() - step.step()) / Math.max(rate, 1e-9)) + " left";
  }

  /// A duration for people.
  static String time(double seconds) {
    long whole = Math.round(seconds);
    return whole < 120
        ? whole + " s"
        : whole < 7200
            ? "%d min %02d s".formatted(whole / 60, whole % 60)
            : "%d h %02d min".formatted(whole / 3600, whole / 60 % 60);
  }

  private void endLine() {
    if (open) {
      err.println();
      open = false;
    }
  }
}
