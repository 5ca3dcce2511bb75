package everymode.cli;

import everymode.error.EverymodeException;
import everymode.error.Names;
import everymode.error.UsageException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/// The `everymode` command.
///
/// Exit codes: 0 done, 1 files, data or numerics failed, 2 command line or recipe wrong, 3 a
/// certificate was not shown, 130 Ctrl-C.
@Command(
    name = "everymode",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = "Generative models that miss no mode.",
    footer = {
      "",
      "Begin with:  ./everymode train gmgan --data digits",
      "Exit codes:  0 done, 1 files, data or numerics failed,",
      "             2 command line or recipe wrong, 3 coverage not shown,",
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
      RoundsCommand.class,
      CertifyCommand.class,
      RepairCommand.class,
      CertificateCommand.class,
      CompareCommand.class,
      ClassifierCommand.class,
      DataCommand.class,
      ListCommand.class,
      DoctorCommand.class
    })
public final class Main implements Runnable {

  /// Files, data or numerics failed.
  static final int FAILED = 1;

  /// The command line or a recipe is wrong.
  static final int WRONG = 2;

  /// A certificate was not shown.
  static final int NOT_SHOWN = 3;

  /// Stopped by Ctrl-C.
  static final int STOPPED = 130;

  private static final String NO_MEMORY =
      "not enough memory; ask for less at a time (-n, batch), or give Java more with"
          + " EVERYMODE_JAVA_OPTS=-Xmx8g";

  @Spec private CommandSpec spec = CommandSpec.create(); // picocli puts the real one in

  /// For picocli.
  public Main() {}

  /// Runs a command and ends the process with its exit code.
  ///
  /// @param arguments as typed
  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /// Runs a command.
  ///
  /// @param arguments as typed
  /// @return the exit code
  static int run(String... arguments) {
    Locale.setDefault(Locale.ROOT); // numbers look the same on every machine
    CommandLine line = new CommandLine(new Main());
    line.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler((e, _) -> mistyped(e));
    line.setExecutionExceptionHandler((e, command, _) -> failed(e, command.getErr()));
    try {
      return line.execute(arguments);
    } catch (OutOfMemoryError e) {
      line.getErr().println("everymode: " + NO_MEMORY);
      return FAILED;
    } catch (LinkageError e) {
      line.getErr().println("everymode: LibTorch does not load; 'everymode doctor' says why");
      return FAILED;
    }
  }

  private static int mistyped(ParameterException e) {
    CommandLine line = e.getCommandLine();
    PrintWriter err = line.getErr();
    err.println("everymode: " + sentence(e, line));
    err.println("see: " + line.getCommandSpec().qualifiedName() + " --help");
    return WRONG;
  }

  private static String sentence(ParameterException e, CommandLine line) {
    if (e instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
      String typed = unmatched.getUnmatched().getFirst();
      if (typed.startsWith("-")) {
        List<String> known = List.copyOf(line.getCommandSpec().optionsMap().keySet());
        return Names.unknown("flag", typed.split("=", 2)[0], known).sentence();
      }
      if (!line.getSubcommands().isEmpty()) {
        return Names.unknown("command", typed, line.getSubcommands().keySet()).sentence();
      }
      return "'" + typed + "' is one argument too many";
    }
    return String.valueOf(e.getMessage())
        .replaceFirst("is not an? (int|long)$", "is not a whole number, or too large");
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
    err.println("everymode: something broke that is not your fault; please report this:");
    e.printStackTrace(err);
    return FAILED;
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /// The version of the library.
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"everymode " + version()};
    }
  }

  /// The version of the library.
  ///
  /// @return such as `0.1.0`
  static String version() {
    String version = Main.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
