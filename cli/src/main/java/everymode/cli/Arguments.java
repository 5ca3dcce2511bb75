package everymode.cli;

import everymode.data.catalog.Samples;
import everymode.error.EverymodeException;
import everymode.error.UsageException;
import everymode.run.Reference;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/// Texts and checks of arguments that several commands share.
final class Arguments {

  /// The help of `--seed`, with a default of 1.
  static final String SEED = "Seed of all random numbers (default: 1).";

  private Arguments() {}

  /// Rejects the command line unless a condition holds.
  ///
  /// @param message what must hold and what was found
  static void require(boolean holds, String message) {
    if (!holds) {
      throw new UsageException(message);
    }
  }

  /// The remedy where the shell has cut a value such as `{type: r1}` at its blanks.
  ///
  /// @return a sentence; empty when no argument ends inside a bracket
  static Optional<String> unquoted(List<String> arguments) {
    for (int i = 0; i < arguments.size(); i++) {
      if (arguments.get(i).matches("[^=]+=[\\[{].*") && open(arguments.get(i)) > 0) {
        int last = i;
        int depth = open(arguments.get(i));
        while (depth > 0 && last + 1 < arguments.size()) {
          depth += open(arguments.get(++last));
        }
        return Optional.of(
            String.format(
                Locale.ROOT,
                "'%s' ends inside a bracket; put quotes around a value with blanks%s",
                arguments.get(i),
                depth == 0 ? ": '" + String.join(" ", arguments.subList(i, last + 1)) + "'" : ""));
      }
    }
    return Optional.empty();
  }

  private static int open(String text) {
    return text.chars().map(c -> "[{".indexOf(c) >= 0 ? 1 : "]}".indexOf(c) >= 0 ? -1 : 0).sum();
  }

  /// A number that may not be given.
  static OptionalDouble optional(@Nullable Double number) {
    return number == null ? OptionalDouble.empty() : OptionalDouble.of(number);
  }

  /// Whether a path leads to a run, as opposed to samples, which may have options such as
  /// `:grey=true`.
  ///
  /// @throws EverymodeException when there is nothing
  static boolean isRun(String subject) {
    if (Samples.place(subject) == null) {
      throw new EverymodeException(
          "there is no run, file or folder " + subject + "; check the path");
    }
    return Reference.run(subject);
  }
}
