package everymode.cli;

import everymode.train.Event;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/// Console output: results go to standard output, messages and progress to standard error.
///
/// On a terminal the progress is one line that is redrawn; elsewhere it is a plain line every ten
/// seconds.
final class Console implements Consumer<Event> {

  private static final long TENTH = 100_000_000L;
  private static final long TEN_SECONDS = 10_000_000_000L;
  private static final int WIDTH = 20;

  @Option(
      names = {"-q", "--quiet"},
      description = "Print only results and errors.")
  private boolean quiet;

  @Option(
      names = "--json",
      description = "Print the result as JSON, as the last line of standard output.")
  private boolean json;

  private final PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  private final boolean terminal = Boolean.getBoolean("everymode.terminal");
  private long began;
  private long firstStep;
  private long shown;
  private boolean open;

  /// Whether the result is printed as JSON.
  boolean json() {
    return json;
  }

  /// Whether only results and errors are printed.
  boolean quiet() {
    return quiet;
  }

  /// Prints a message, unless quiet.
  void info(String text) {
    if (!quiet) {
      endLine();
      err.println(text);
    }
  }

  /// Prints the progress of work: on a terminal in one line that is redrawn, elsewhere every ten
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

  /// Prints a warning, even when quiet.
  void warn(String text) {
    endLine();
    err.println("everymode: warning: " + text);
  }

  /// Prints a result as text, unless JSON is requested.
  void result(String text) {
    if (!json) {
      endLine();
      out.println(text);
    }
  }

  /// Prints a result as text, or as JSON when requested.
  void result(String text, String jsonLine) {
    endLine();
    out.println(json ? jsonLine : text);
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
          firstStep = step.step(); // timing starts after it
        }
        boolean last = step.step() == step.steps();
        if (last || now - shown > (terminal ? TENTH : TEN_SECONDS)) {
          draw(step, (now - began) / 1e9);
          shown = now;
        }
      }
      case Event.StageEnded _ -> {
        endLine();
        began = 0;
      }
      case Event.Started _,
          Event.Measured _,
          Event.Frame _,
          Event.Saved _,
          Event.Stopped _,
          Event.Failed _,
          Event.Finished _ -> {}
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
    step.values().forEach((name, loss) -> text.append(" · %s %.2f".formatted(name, loss)));
    boolean last = step.step() == step.steps();
    text.append(last ? " · " + time(seconds) : left(step, rate));
    if (terminal) {
      err.print("\r\033[?7l" + text + "\033[K\033[?7h"); // the terminal clips long lines
      open = true;
    } else {
      err.println(text);
    }
    err.flush();
  }

  private static String left(Event.Step step, double rate) {
    return " · " + time((step.steps() - step.step()) / Math.max(rate, 1e-9)) + " left";
  }

  /// A duration such as `2 min 05 s`.
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
