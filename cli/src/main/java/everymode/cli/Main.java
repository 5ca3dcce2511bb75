package everymode.cli;

import everymode.error.EverymodeException;
import everymode.error.Names;
import everymode.error.UsageException;
import everymode.platform.Services;
import everymode.tensor.Backend;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// The `everymode` command.
///
/// Exit codes: 0 success, 1 a file, the data or the computation failed, 2 command line or recipe
/// wrong, 3 coverage not certified, 130 stopped by Ctrl-C.
@Command(
    name = "everymode",
    mixinStandardHelpOptions = true,
    description = "Generative models that miss no mode.",
    footer = {
      "",
      "Start with:  ./everymode train gmgan --data digits",
      "Exit codes:  0 success, 1 a file, the data or the computation failed,",
      "             2 command line or recipe wrong, 3 coverage not certified,",
      "             130 stopped by Ctrl-C"
    },
    subcommands = {
      TrainCommand.class,
      ResumeCommand.class,
      SampleCommand.class,
      EvaluateCommand.class,
      ClusterCommand.class,
      TradeoffCommand.class,
      EmbedCommand.class,
      EncodeCommand.class,
      TransportCommand.class,
      RoundsCommand.class,
      CertifyCommand.class,
      RepairCommand.class,
      CertificateCommand.class,
      CompareCommand.class,
      DynamicsCommand.class,
      ClassifierCommand.class,
      DataCommand.class,
      ListCommand.class,
      DoctorCommand.class
    })
public final class Main {

  /// A file, the data or the computation failed.
  static final int FAILED = 1;

  /// The command line or a recipe is wrong.
  static final int WRONG = 2;

  /// Coverage was not certified.
  static final int NOT_SHOWN = 3;

  /// Stopped by Ctrl-C.
  static final int STOPPED = 130;

  private static final String NO_MEMORY =
      "not enough memory; reduce -n or batchSize, or give Java more memory with"
          + " EVERYMODE_JAVA_OPTS=-Xmx8g";

  /// Runs a command and ends the process with its exit code.
  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /// Runs a command and returns its exit code.
  static int run(String... arguments) {
    Locale.setDefault(Locale.ROOT); // the same number format on every machine
    CommandLine line = new CommandLine(new Main());
    line.getCommandSpec().version("everymode " + version());
    Services.of(Verb.class).forEach(found -> line.addSubcommand(found.get()));
    FamilyFlags.add(Objects.requireNonNull(line.getSubcommands().get("train")).getCommandSpec());
    line.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionStrategy(Main::execute);
    line.setParameterExceptionHandler(Main::usageError);
    line.setExecutionExceptionHandler((e, command, _) -> failed(e, command.getErr()));
    try {
      return line.execute(arguments);
    } catch (OutOfMemoryError e) {
      line.getErr().println("everymode: " + NO_MEMORY);
      return FAILED;
    } catch (LinkageError e) {
      return failed(e, line.getErr());
    }
  }

  /// LibTorch does not load, or a class is missing or has another version.
  private static int failed(LinkageError e, PrintWriter err) {
    try {
      Backend.load();
    } catch (UnsatisfiedLinkError natives) {
      err.println("everymode: " + natives.getMessage());
      return FAILED;
    }
    return internalError(e, err);
  }

  /// Runs a command. One that only groups others prints its help.
  private static int execute(ParseResult parsed) {
    CommandLine last = parsed.asCommandLineList().getLast();
    if (CommandLine.executeHelpRequest(parsed) == null) {
      if (last.getSubcommands().isEmpty() || last.getCommand() instanceof Verb) {
        return new CommandLine.RunLast().execute(parsed);
      }
      last.usage(last.getOut());
    }
    return 0;
  }

  private static int usageError(ParameterException e, String[] arguments) {
    CommandLine line = e.getCommandLine();
    PrintWriter err = line.getErr();
    err.println(
        "everymode: " + Arguments.unquoted(List.of(arguments)).orElseGet(() -> message(e, line)));
    err.println("see: " + line.getCommandSpec().qualifiedName() + " --help");
    return WRONG;
  }

  private static String message(ParameterException e, CommandLine line) {
    if (e instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
      String typed = unmatched.getUnmatched().getFirst();
      if (typed.startsWith("-")) {
        Set<String> known = line.getCommandSpec().optionsMap().keySet();
        return Names.unknown("option", typed.split("=", 2)[0], known).sentence();
      }
      if (!line.getSubcommands().isEmpty()) {
        return Names.unknown("command", typed, line.getSubcommands().keySet()).sentence();
      }
      return "unexpected argument '" + typed + "'";
    }
    return String.valueOf(e.getMessage())
        .replaceFirst("is not an? (int|long)$", "is not a whole number, or too large")
        .replaceFirst("is not a double$", "is not a number");
  }

  private static int failed(Exception e, PrintWriter err) {
    if (e instanceof EverymodeException) {
      err.println("everymode: " + e.getMessage());
      return e instanceof UsageException ? WRONG : FAILED;
    }
    if (String.valueOf(e.getMessage()).contains("can't allocate memory")) {
      err.println("everymode: " + NO_MEMORY);
      return FAILED;
    }
    return internalError(e, err);
  }

  private static int internalError(Throwable e, PrintWriter err) {
    err.println("everymode: internal error; please report this:");
    e.printStackTrace(err);
    return FAILED;
  }

  /// The version of the library, such as `0.1.0`.
  static String version() {
    String version = Main.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
