package everymode.cli;

import everymode.analysis.SuccessMapAnalysis;
import everymode.dynamics.Dynamics;
import everymode.dynamics.Game;
import everymode.dynamics.IntervalRule;
import everymode.dynamics.Means;
import everymode.dynamics.SuccessMap;
import everymode.error.Names;
import everymode.error.UsageException;
import everymode.run.RunDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Studies the game of two Gaussians against two intervals.
@Command(
    name = "dynamics",
    mixinStandardHelpOptions = true,
    description = "Studies the game of two Gaussians against two intervals.",
    subcommands = DynamicsCommand.SuccessMapCommand.class)
final class DynamicsCommand {

  /// Plays games from many starts.
  @Command(
      name = "map",
      description = {
        "Plays the game of two Gaussians against two intervals from a square of starts and draws"
            + " the share of games that succeed as a heat map. One game is a run of the family"
            + " dynamics: 'everymode train dynamics'. Run it again to continue after an"
            + " interruption.",
        "",
        "  everymode dynamics map",
        "  everymode dynamics map --dynamics unrolled --k 5 --out runs/unrolled-map"
      })
  static final class SuccessMapCommand implements Verb {

    private static final List<String> NAMES =
        List.of("optimal", "simultaneous", "alternating", "in-place", "unrolled", "stopped");

    @Option(
        names = "--dynamics",
        paramLabel = "NAME",
        defaultValue = "simultaneous",
        description =
            "optimal, simultaneous, alternating, in-place, unrolled, or stopped: unrolled with"
                + " the later discriminator held fixed (default: ${DEFAULT-VALUE}).")
    private String dynamics = "simultaneous";

    @Option(
        names = "--k",
        description = "Steps of the discriminator for in-place, unrolled and stopped (default: 5).")
    private @Nullable Integer k;

    @Option(
        names = "--generator-rate",
        paramLabel = "RATE",
        defaultValue = "0.1",
        description = "Step size of the generator (default: ${DEFAULT-VALUE}).")
    private double generatorRate = 0.1;

    @Option(
        names = "--discriminator-rate",
        paramLabel = "RATE",
        defaultValue = "0.1",
        description = "Step size of the discriminator (default: ${DEFAULT-VALUE}).")
    private double discriminatorRate = 0.1;

    @Option(
        names = "--intervals",
        paramLabel = "RULE",
        defaultValue = "signed",
        description =
            "signed: ends may cross; clamped: an interval whose ends meet stays closed (default:"
                + " ${DEFAULT-VALUE}).")
    private String intervals = "signed";

    @Option(
        names = "--target",
        split = ",",
        splitSynopsisLabel = ",",
        paramLabel = "MEAN",
        defaultValue = "-0.5,0.5",
        description = "Both means of the data (default: ${DEFAULT-VALUE}).")
    private List<Double> target = List.of();

    @Option(
        names = "--cells",
        defaultValue = "20",
        description = "Starts of each mean, from -REACH to REACH (default: ${DEFAULT-VALUE}).")
    private int cells = 20;

    @Option(
        names = "--reach",
        defaultValue = "1",
        description = "The largest start of a mean (default: ${DEFAULT-VALUE}).")
    private double reach = 1;

    @Option(
        names = "--starts",
        defaultValue = "40",
        description = "Drawn discriminators for each cell (default: ${DEFAULT-VALUE}).")
    private int starts = 40;

    @Option(
        names = "--endpoints",
        paramLabel = "RANGE",
        defaultValue = "2",
        description =
            "Ends of intervals are drawn from -RANGE to RANGE (default: ${DEFAULT-VALUE}).")
    private double endpoints = 2;

    @Option(
        names = "--steps",
        defaultValue = "3000",
        description = "Steps of each game (default: ${DEFAULT-VALUE}).")
    private long steps = 3_000;

    @Option(names = "--seed", defaultValue = "1", description = Arguments.SEED)
    private long seed = 1;

    @Option(
        names = "--threads",
        description = "CPU threads; they do not change the result (default: one per core).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
        names = "--out",
        paramLabel = "DIR",
        description = "Output directory (default: runs/dynamics-map).")
    private Path out = Path.of("runs", "dynamics-map");

    @Mixin private Console console = new Console();

    @Override
    public Integer call() {
      Arguments.require(threads >= 1, "--threads must be at least 1, but is " + threads);
      SuccessMap map = map();
      RunDirectory.makeParent(out.resolve("map.json"));
      console.title(
          String.format(
              Locale.ROOT,
              "dynamics map · %s · %,d cells of %,d games with %,d steps · seed %d",
              dynamics,
              map.places().size(),
              map.games(),
              steps,
              seed));
      Optional<SuccessMapAnalysis> found;
      try (InterruptHandler stop = new InterruptHandler()) {
        found = SuccessMapAnalysis.of(map, threads, out, stop, this::progress);
        if (found.isEmpty()) {
          return console.stopped();
        }
      }
      SuccessMapAnalysis analysis = found.get();
      analysis.write(out);
      console.result(
          String.format(
              Locale.ROOT,
              "%s%n  heat map  %s%n  counts    %s",
              analysis.text(),
              out.resolve("map.html"),
              out.resolve("map.csv")),
          analysis.json().put("folder", out.toString()));
      return 0;
    }

    private void progress(SuccessMapAnalysis soFar) {
      console.progress(
          String.format(
              Locale.ROOT,
              "  play       %,d/%,d cells",
              soFar.cells().size(),
              soFar.map().places().size()));
    }

    private SuccessMap map() {
      Arguments.require(
          target.size() == 2, "--target must be two numbers such as -0.5,0.5, but is " + target);
      try {
        Game game =
            new Game(
                new Means(target.getFirst(), target.getLast()),
                chosen(),
                rule(),
                generatorRate,
                discriminatorRate);
        return new SuccessMap(game, reach, cells, endpoints, starts, steps, seed);
      } catch (IllegalArgumentException e) {
        throw new UsageException("--" + option(String.valueOf(e.getMessage())), e);
      }
    }

    /// The message about a key as one about its option.
    private static String option(String message) {
      return message
          .replaceFirst("^generatorRate", "generator-rate")
          .replaceFirst("^discriminatorRate", "discriminator-rate");
    }

    private Dynamics chosen() {
      int chosen = k == null ? 5 : k;
      Dynamics found =
          switch (dynamics) {
            case "optimal" -> new Dynamics.Optimal();
            case "simultaneous" -> new Dynamics.Simultaneous();
            case "alternating" -> new Dynamics.Alternating();
            case "in-place" -> new Dynamics.InPlace(chosen);
            case "unrolled" -> new Dynamics.Unrolled(chosen, false);
            case "stopped" -> new Dynamics.Unrolled(chosen, true);
            default -> throw Names.unknown("dynamics", dynamics, NAMES);
          };
      boolean several = found instanceof Dynamics.InPlace || found instanceof Dynamics.Unrolled;
      Arguments.require(
          k == null || several, "--k is for in-place, unrolled and stopped; leave it out");
      return found;
    }

    private IntervalRule rule() {
      return switch (intervals) {
        case "signed" -> IntervalRule.SIGNED;
        case "clamped" -> IntervalRule.CLAMPED;
        default ->
            throw new UsageException(
                "--intervals must be signed or clamped, but is '" + intervals + "'");
      };
    }
  }
}
