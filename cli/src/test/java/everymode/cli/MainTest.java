package everymode.cli;

import static org.assertj.core.api.Assertions.assertThat;

import everymode.run.Json;
import everymode.tensor.Backend;
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

  /// To rewrite the file, run this test with `-DargLine=-Deverymode.golden=write`.
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
  void every_command_has_help(String command) {
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
        "train|train needs --data, such as --data digits, or --recipe FILE",
        "train --data rign|no data set called 'rign'; did you mean 'ring'?",
        "train gan|train needs --data, such as --data digits",
        "train gna --data swiss-roll|no family called 'gna'; did you mean 'gan'?",
        "train gan --data rign|no data set called 'rign'; did you mean 'ring'?",
        "train gan --data ring:modes=0|data set 'ring': modes must be a whole number from 1",
        "train gan --data ring --steps 3 --minutes 1|give either steps or --minutes, not both",
        "train gan --data ring --set steps=3 --minutes 1|give either steps or --minutes, not both",
        "train gan --data ring --minutes 0|--minutes must be a number above 0, such as 10 or 0.5",
        "train bagging --data ring --minutes 1|--minutes: 'bagging' does not train in one number",
        "train gan --data ring --set penalties=[{type: r1, weight: 1}]|'penalties=[{type:' ends"
            + " inside a bracket; put quotes around a value with blanks: 'penalties=[{type: r1,"
            + " weight: 1}]'",
        "train --recipe some.yaml --set prior={components: 20}|'prior={components:' ends inside a"
            + " bracket; put quotes around a value with blanks",
        "train bagging --data ring --steps 9|--set steps=9: no key called 'steps'; did you mean"
            + " 'member.steps' or 'ratio.steps'?",
        "train gan --data swiss-roll --stesp 3|no option called '--stesp'; did you mean '--steps'?",
        "train gan --data swiss-roll --steps abc|Invalid value for option '--steps': 'abc' is not a"
            + " whole number, or too large",
        "train gan --data swiss-roll --minutes ten|Invalid value for option '--minutes': 'ten' is not"
            + " a number",
        "train gan --data swiss-roll --steps -1|--set steps=-1: steps must be at least 0, but is"
            + " -1",
        "train gan --data swiss-roll --set btachSize=3|--set btachSize=3: no key called"
            + " 'btachSize'; did you mean 'batchSize'?",
        "train gan --data swiss-roll --threads 0|--threads must be from 1 to",
        "train gan --data swiss-roll --threads 99999|--threads must be from 1 to",
        "train gan --data swiss-roll --checkpoint-every 0|--checkpoint-every must be at least 1,"
            + " but is 0",
        "train gan --data swiss-roll --eval-every 0|--eval-every must be at least 1, but is 0",
        "train gan --data swiss-roll --set generatorOptimizer.learningRate=.inf|--set"
            + " generatorOptimizer.learningRate=.inf: generatorOptimizer.learningRate must be"
            + " finite, but is Infinity",
        "train gan --data swiss-roll --keep-checkpoints 0|--keep-checkpoints must be at least 1,"
            + " but is 0",
        "train gan --data swiss-roll --device gpu|no device called 'gpu'; use cpu, cuda, cuda:N",
        "train gan more --data swiss-roll|unexpected argument 'more'",
        "train gan --recipe x.yaml|give either FAMILY or --recipe, not both",
        "train --recipe none.yaml|there is no recipe none.yaml; check the path",
        "sample x --out a.jpg|--out must end in .png, .npz or .csv, but is a.jpg",
        "sample x --out a.png -n 0|-n must be at least 1, but is 0",
        "list famlies|no list called 'famlies'; did you mean 'families'?",
        "compare|compare needs --suite toy or --data NAMES",
        "compare --suite toi|no suite called 'toi'; did you mean 'toy'?",
        "compare --suite toy --seeds 0|--seeds and --workers must be at least 1",
      })
  void a_usage_error_exits_with_2_and_one_sentence(String typed, String message) {
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
        "train gan --data ring --every 9|no option called '--every'; did you mean"
            + " '--checkpoint-every'?",
        "resume run --keep 9|no option called '--keep'; did you mean '--keep-checkpoints'?",
        "compare --suite toy --measure 9|no option called '--measure'; did you mean"
            + " '--eval-every'?",
        "evaluate run --ties|no option called '--ties'; did you mean '--closed-balls'?",
        "evaluate run --judge net.pt|no option called '--judge'; did you mean '--features'?",
        "rounds --judge=net.pt run|no option called '--judge'; did you mean '--features'?",
        "tradeoff run --judge net.pt|no option called '--judge'; did you mean '--features'?",
        "sample run --out a.png --spread 2|no option called '--spread'; did you mean"
            + " '--covariance-scale'?",
        "tradeoff run --spreads 1,2|no option called '--spreads'; did you mean"
            + " '--covariance-scales'?",
        "judge train --data digits|no command called 'judge'; did you mean 'classifier'?",
        "geometry digits|no command called 'geometry'; did you mean 'embed'?",
      })
  void a_former_name_is_answered_with_the_current_one(String typed, String message) {
    Shell shell = Shell.run((Object[]) typed.split(" ", -1));
    assertThat(shell.err()).startsWith("everymode: " + message + System.lineSeparator() + "see: ");
    assertThat(shell.code()).isEqualTo(2);
    assertThat(shell.out()).isEmpty();
  }

  @Test
  void a_former_name_is_not_suggested_where_the_current_one_is_unknown() {
    assertThat(Shell.run("doctor", "--judge").err())
        .startsWith("everymode: no option called '--judge'; known are ")
        .doesNotContain("--features");
    assertThat(Shell.run("classifier", "geometry").err())
        .startsWith("everymode: no command called 'geometry'; known are ");
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
        "train gan --data swiss-roll --device cuda:77|device 'cuda:77' was requested, but",
      })
  void a_failure_outside_exits_with_1_and_one_sentence(String typed, String message) {
    Shell shell = Shell.run((Object[]) typed.split(" ", -1));
    assertThat(shell.err()).startsWith("everymode: " + message).doesNotContain("\tat ");
    assertThat(shell.code()).isEqualTo(1);
    assertThat(shell.out()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"families,gmgan", "data,swiss-roll", "metrics,coverage", "Data,digits"})
  void lists_are_printed_as_text_and_as_json(String what, String name) {
    assertThat(Shell.run("list", what).out()).contains(name);
    Shell json = Shell.run("list", what, "--json");
    assertThat(Json.read(json.last()).findValuesAsString("name")).contains(name);
  }

  @Test
  void the_doctor_reports_what_works() {
    Shell shell = Shell.run("doctor", "--json");
    assertThat(shell.code()).isZero();
    assertThat(Json.read(shell.last()).path("libtorch").asString()).contains("loads and computes");
    assertThat(Json.read(shell.last()).path("natives").asString())
        .isEqualTo("unpacked into " + Backend.folder());
    assertThat(Json.read(shell.last()).has("cuda")).isTrue();
  }

  @Test
  void without_natives_a_command_says_so_in_one_sentence() throws Exception {
    String classes =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(entry -> !entry.matches(".*(linux|macosx|windows)-[a-z0-9_]+\\.jar"))
            .collect(Collectors.joining(File.pathSeparator));
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process process =
        new ProcessBuilder(java, "-cp", classes, "everymode.cli.Main", "data", "check", "ring")
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isEqualTo(1);
    assertThat(output.strip().lines().toList().getLast())
        .startsWith("everymode: the class path has no native libraries for ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"list", "list data", "list metrics", "--help", "train --help"})
  void listing_and_help_need_no_native_library(String typed) throws Exception {
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
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    assertThat(Files.readString(log)).doesNotContain("org.bytedeco.javacpp.Loader ");
  }
}
