package everymode.cli;

import static org.assertj.core.api.Assertions.assertThat;

import everymode.run.Json;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {

  private static final Path GOLDEN = Path.of("src/test/resources/everymode/cli/help.txt");

  @TempDir private Path folder = Path.of("");

  /// To write the file anew, run this test with `-DargLine=-Deverymode.golden=write`.
  @Test
  void the_help_is_the_golden_file() throws IOException {
    String help = Shell.run("--help").out();
    if ("write".equals(System.getProperty("everymode.golden"))) {
      Files.writeString(GOLDEN, help);
    }
    assertThat(help).isEqualTo(Files.readString(GOLDEN));
    assertThat(help.lines()).allMatch(line -> line.length() <= 80);
    assertThat(Shell.run()).isEqualTo(new Shell(0, help, ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"train", "resume", "sample", "evaluate", "compare", "list", "doctor"})
  void every_command_explains_itself(String command) {
    Shell help = Shell.run(command, "--help");
    assertThat(help.code()).isZero();
    assertThat(help.out()).contains("Usage: everymode " + command, "--json", "--quiet");
    assertThat(help.err()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "trian|no command called 'trian'; did you mean 'train'?",
        "train|train needs a FAMILY, such as gmgan, or --recipe FILE",
        "train gan|train needs --data, such as --data digits",
        "train gna --data swiss-roll|no family called 'gna'; did you mean 'gan'?",
        "train gan --data rign|no data set called 'rign'; did you mean 'ring'?",
        "train gan --data ring:modes=0|data set 'ring': modes must be a whole number from 1",
        "train gan --data swiss-roll --stesp 3|no flag called '--stesp'; did you mean '--steps'?",
        "train gan --data swiss-roll --steps abc|Invalid value for option '--steps': 'abc' is not a"
            + " whole number, or too large",
        "train gan --data swiss-roll --steps -1|--set steps=-1: steps must be at least 0, but is -1",
        "train gan --data swiss-roll --set btach=3|--set btach=3: no key called 'btach'; did you",
        "train gan --data swiss-roll --threads 0|--threads must be from 1 to",
        "train gan --data swiss-roll --threads 99999|--threads must be from 1 to",
        "train gan --data swiss-roll --keep-checkpoints 0|--keep-checkpoints must be at least 1, but is 0",
        "train gan --data swiss-roll --device gpu|no device called 'gpu'; use cpu, cuda, cuda:N",
        "train gan more --data swiss-roll|'more' is one argument too many",
        "train gan --recipe x.yaml|give either FAMILY or --recipe, not both",
        "train --recipe none.yaml|there is no recipe none.yaml; check the path",
        "sample x --out a.jpg|--out must end in .png, .npz or .csv, but is a.jpg",
        "sample x --out a.png -n 0|-n must be at least 1, but is 0",
        "list famlies|no list called 'famlies'; did you mean 'families'?",
        "compare|compare needs --suite toy or --data NAMES",
        "compare --suite toi|no suite called 'toi'; did you mean 'toy'?",
        "compare --suite toy --seeds 0|--seeds and --workers must be at least 1",
      })
  void a_slip_on_the_command_line_ends_with_2_and_one_sentence(String typed, String message) {
    Shell shell = Shell.run((Object[]) typed.split(" ", -1));
    assertThat(shell.err()).startsWith("everymode: " + message).doesNotContain("\tat ");
    assertThat(shell.code()).isEqualTo(2);
    assertThat(shell.out()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "resume none|there is no run directory none",
        "sample none --out a.png|there is no run directory none",
        "evaluate none --data digits|there is no run, file or folder none",
        "evaluate pom.xml --data digits|pom.xml: must be an IDX file of unsigned bytes",
        "train gan --data no/such/file|no/such/file: there is no such file or folder",
        "train gan --data pom.xml|pom.xml: must be an IDX file of unsigned bytes",
        "train gan --data swiss-roll --out pom.xml|pom.xml exists already",
        "train gan --data swiss-roll --device cuda:77|device 'cuda:77' was asked for, but",
      })
  void what_fails_outside_ends_with_1_and_one_sentence(String typed, String message) {
    Shell shell = Shell.run((Object[]) typed.split(" ", -1));
    assertThat(shell.err()).startsWith("everymode: " + message).doesNotContain("\tat ");
    assertThat(shell.code()).isEqualTo(1);
    assertThat(shell.out()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"families,gmgan", "data,swiss-roll", "metrics,coverage", "Data,digits"})
  void lists_are_for_people_and_for_programs(String what, String name) {
    assertThat(Shell.run("list", what).out()).contains(name);
    Shell json = Shell.run("list", what, "--json");
    assertThat(Json.read(json.last()).findValuesAsString("name")).contains(name);
  }

  @Test
  void the_doctor_says_what_works() {
    Shell shell = Shell.run("doctor", "--json");
    assertThat(shell.code()).isZero();
    assertThat(Json.read(shell.last()).path("libtorch").asString()).contains("loads and computes");
    assertThat(Json.read(shell.last()).has("cuda")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"list", "list data", "list metrics", "--help", "train --help"})
  void what_only_tells_needs_no_native_library(String typed) throws Exception {
    String classes =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(entry -> !entry.matches(".*(linux|macosx|windows)-[a-z0-9_]+\\.jar"))
            .collect(Collectors.joining(File.pathSeparator));
    Path log = folder.resolve("classes.log");
    String[] words = typed.split(" ", -1);
    String[] command = {
      Path.of(System.getProperty("java.home"), "bin", "java").toString(),
      "-Xlog:class+load:file=" + log,
      "--enable-native-access=ALL-UNNAMED",
      "-cp",
      classes,
      "everymode.cli.Main"
    };
    String[] all = Arrays.copyOf(command, command.length + words.length);
    System.arraycopy(words, 0, all, command.length, words.length);
    Process process = new ProcessBuilder(all).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    assertThat(Files.readString(log)).doesNotContain("org.bytedeco.javacpp.Loader ");
  }
}
