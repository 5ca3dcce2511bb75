package everymode.cli;

import everymode.run.Json;
import everymode.train.Event;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// Console output: results go to standard output, messages and progress to standard error.
///
/// On a terminal the progress is one line that is redrawn; elsewhere it is a plain line every ten
/// seconds. As every command has this, it also brings `--help` and `--version`.
@Command(mixinStandardHelpOptions = true)
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
  private Supplier<OptionalDouble> left = OptionalDouble::empty;
  private long began;
  private long firstStep;
  private Event.@Nullable Step latest; // of a stage that may end with it
  private long shown;
  private boolean open;

  /// Prints what begins, after name and version, unless quiet.
  void title(String text) {
    info(String.format(Locale.ROOT, "everymode %s · %s", Main.version(), text));
  }

  /// Shows the progress of a training that a time ends by the time that is left.
  ///
  /// @param seconds that are left; empty if steps end the training
  void until(Supplier<OptionalDouble> seconds) {
    left = seconds;
  }

  /// Prints a message, unless quiet.
  void info(String text) {
    if (!quiet) {
      endLine();
      err.println(text);
    }
  }

  /// Prints that the same command continues, unless quiet.
  ///
  /// @return the exit code
  int stopped() {
    info("  stopped and saved; run the same command again to continue");
    return Main.STOPPED;
  }

  /// Prints the progress of work: on a terminal in one line that is redrawn, elsewhere every ten
  /// seconds at most.
  void progress(String text) {
    long now = System.nanoTime();
    if (!quiet && (terminal || now - shown >= TEN_SECONDS)) {
      shown = now;
      redraw(text);
    }
  }

  private void redraw(String text) {
    if (terminal) {
      err.print("\r\033[?7l" + text + "\033[K\033[?7h"); // the terminal clips long lines
      open = true;
    } else {
      err.println(text);
    }
    err.flush();
  }

  /// Prints a warning, even when quiet.
  void warn(String text) {
    endLine();
    err.println("everymode: warning: " + text);
  }

  /// Prints a result as text, or as JSON when requested.
  void result(String text, JsonNode node) {
    endLine();
    out.println(json ? Json.line(node) : text);
  }

  @Override
  public void accept(Event event) {
    if (quiet) {
      if (event instanceof Event.Alarmed alarmed) {
        warn(alarmed.sentence());
      }
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
        latest = last ? null : step;
      }
      case Event.StageEnded _ -> {
        Event.Step early = latest;
        if (early != null) { // the stage ended before its last step
          long steps = early.step();
          double seconds = (System.nanoTime() - began) / 1e9;
          draw(new Event.Step(early.stage(), steps, steps, early.values()), seconds);
          latest = null;
        }
        endLine();
        began = 0;
      }
      case Event.Alarmed(long _, String _, String sentence) -> warn(sentence);
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
    StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "  %-10s ", step.stage()));
    if (terminal) {
      int full = (int) (WIDTH * step.step() / Math.max(1, step.steps()));
      text.append("█".repeat(full)).append("░".repeat(WIDTH - full)).append(' ');
    }
    OptionalDouble timed = left.get();
    text.append(String.format(Locale.ROOT, "%,d", step.step()));
    text.append(timed.isPresent() ? " steps" : String.format(Locale.ROOT, "/%,d", step.steps()));
    if (rate > 0) {
      text.append(
          String.format(Locale.ROOT, rate >= 10 ? " · %,.0f steps/s" : " · %.2f steps/s", rate));
    }
    step.values()
        .forEach(
            (name, value) -> text.append(" · ").append(name).append(' ').append(number(value)));
    long more = step.steps() - step.step();
    double wait = timed.orElse(more / Math.max(rate, 1e-9));
    text.append(" · ").append(more == 0 ? time(seconds) : time(wait) + " left");
    redraw(text.toString());
  }

  private static String number(double value) {
    double size = Math.abs(value);
    boolean small = size > 0 && size < 0.01;
    return String.format(Locale.ROOT, small ? "%.2g" : size < 1_000 ? "%.2f" : "%,.0f", value);
  }

  /// A duration such as `2 min 05 s`.
  static String time(double seconds) {
    long whole = Math.round(seconds);
    return whole < 120
        ? whole + " s"
        : whole < 7200
            ? String.format(Locale.ROOT, "%d min %02d s", whole / 60, whole % 60)
            : String.format(Locale.ROOT, "%d h %02d min", whole / 3600, whole / 60 % 60);
  }

  private void endLine() {
    if (open) {
      err.println();
      open = false;
    }
  }
}
