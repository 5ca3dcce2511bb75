package everymode.cli;

import static org.assertj.core.api.Assertions.assertThat;

import everymode.random.RandomKey;
import everymode.tensor.StateVisitor;
import everymode.train.BuildContext;
import everymode.train.DefaultsContext;
import everymode.train.Family;
import everymode.train.FitStep;
import everymode.train.Model;
import everymode.train.Stage;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// A command and a family that come from outside.
final class ServicesTest {

  @TempDir private Path folder;

  private Shell with(Class<?> service, Class<?> provider, Object... line) throws Exception {
    Path file = folder.resolve("services/META-INF/services").resolve(service.getName());
    Files.createDirectories(file.getParent());
    Files.writeString(file, provider.getName());
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    URL[] place = {folder.resolve("services").toUri().toURL()};
    try (var loader = new URLClassLoader(place, before)) {
      thread.setContextClassLoader(loader);
      return Shell.run(line);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /// Doubles a number.
  @Command(name = "twice", description = "Doubles a number.")
  public static final class Twice implements Verb {

    @Option(names = "--of", required = true)
    private int of;

    @Override
    public Integer call() {
      System.out.println("twice " + 2 * of);
      return 0;
    }
  }

  @Test
  void a_command_from_outside_is_listed_and_run() throws Exception {
    assertThat(with(Verb.class, Twice.class, "--help").out())
        .contains("twice", "Doubles a number.");
    Shell result = with(Verb.class, Twice.class, "twice", "--of", "21");
    assertThat(result.out()).contains("twice 42");
    assertThat(result.code()).isZero();
    assertThat(Shell.run("twice", "--of", "21").err()).contains("no command called 'twice'");
  }

  /// Halves a number in each step of a fit.
  public static final class Halving implements Family<Halving.Config> {

    /// How long.
    public record Config(long steps) {}

    @Override
    public String name() {
      return "halving";
    }

    @Override
    public String summary() {
      return "halves a number";
    }

    @Override
    public boolean needsData() {
      return false;
    }

    @Override
    public Config defaults(DefaultsContext context) {
      return new Config(5);
    }

    @Override
    public Model build(BuildContext<Config> context) {
      long steps = context.config().steps();
      return new Model() {
        private long left = 1 << 10;

        @Override
        public Optional<Stage> stage(int index) {
          return index == 0
              ? Optional.of(new Stage.Fit("halve", steps, this::halve))
              : Optional.empty();
        }

        private FitStep.Result halve(long step, RandomKey key) {
          left /= 2;
          return new FitStep.Result(false, Map.of("left", (double) left));
        }

        @Override
        public void state(StateVisitor s) {
          left = s.counter("left", left);
        }
      };
    }
  }

  @Test
  void a_fit_without_data_shows_its_values_on_the_terminal() throws Exception {
    Path run = folder.resolve("run");
    Shell result = with(Family.class, Halving.class, "train", "halving", "--out", run);
    assertThat(result.err()).contains("halving", "halve      5/5", "left 32.00");
    assertThat(result.code()).isZero();
    assertThat(result.out()).contains("report").doesNotContain("sample");
    assertThat(Files.readString(run.resolve("report.html"))).contains("left goes from 512");
    assertThat(
            with(Family.class, Halving.class, "sample", run, "--out", folder.resolve("a.npz"))
                .err())
        .contains("'halving' models draw no samples");
    assertThat(with(Family.class, Halving.class, "evaluate", run).err())
        .contains("'halving' was trained without data");
  }
}
