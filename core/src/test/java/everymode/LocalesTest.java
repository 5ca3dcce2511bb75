package everymode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.data.catalog.DataCheck;
import everymode.data.catalog.Datasets;
import everymode.data.catalog.Samples;
import everymode.metric.Evaluation;
import everymode.random.RandomKey;
import everymode.run.Recipe;
import everymode.run.Trained;
import everymode.run.Training;
import everymode.run.report.RunReport;
import everymode.tensor.Device;
import everymode.tensor.Scope;
import everymode.train.PartExecutor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Files and messages are the same in every locale.
final class LocalesTest {

  private static final Training.RunSettings SETTINGS =
      new Training.RunSettings(
          Device.CPU, 1, 10, 2, 20, Evaluation.EvaluationSettings.defaults(), PartExecutor.THREADS);

  /// Files whose text holds numbers, but no times that differ between two runs.
  private static final Pattern TEXT =
      Pattern.compile(
          "events[.]jsonl|scores[.]jsonl|metrics[.]json|data[.]json|.*[.](yaml|csv|svg)");

  @TempDir private Path folder = Path.of("");
  private final Locale usual = Locale.getDefault();

  @AfterEach
  void restore() {
    Locale.setDefault(usual);
  }

  @Test
  void a_run_has_the_same_files_and_bytes() throws IOException {
    Locale.setDefault(Locale.ROOT);
    Path run = folder.resolve("run");
    Map<String, String> expected = run(run);
    for (String tag : List.of("fa-IR", "mr-IN", "ar-EG", "de-DE", "th-TH-u-nu-thai")) {
      Files.move(run, folder.resolve("before-" + tag)); // its path is part of some files
      Locale.setDefault(Locale.forLanguageTag(tag));
      assertThat(run(run)).as(tag).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fa-IR", "mr-IN", "ar-EG", "de-DE", "tr-TR"})
  void numbers_in_messages_have_ascii_digits_and_points(String tag) throws IOException {
    Locale.setDefault(Locale.forLanguageTag(tag));
    Path table = Files.writeString(folder.resolve("t.csv"), "a,b\n1.5,2\n1,x\n");
    assertThatThrownBy(() -> Datasets.open(table.toString())).hasMessageContaining("line 3");
    assertThat(DataCheck.of("digits").content()).asString().contains("3,823");
    assertThatThrownBy(() -> Everymode.train("gan", Datasets.open("ring")).steps(-1234).run())
        .message()
        .contains("-1234")
        .matches(text -> text.chars().noneMatch(LocalesTest::foreignDigit));
  }

  private Path table() throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    StringBuilder text = new StringBuilder("height,weight,kind\n");
    for (int i = 0; i < 80; i++) {
      text.append(1_000 * random.nextDouble()).append(',').append(random.nextDouble());
      text.append(i % 4 == 0 ? ",rare\n" : ",common\n");
    }
    return Files.writeString(folder.resolve("rows.csv"), text);
  }

  /// Stops, resumes, measures and reports a run, and writes samples.
  ///
  /// @return the text of each file of numbers, without times; others empty
  private Map<String, String> run(Path run) throws IOException {
    int[] polls = {0};
    Recipe recipe = Recipe.of("gmgan", table() + ":label=kind", 1).set("steps=24");
    try (Training training = Training.begin(recipe, run, SETTINGS, _ -> {})) {
      assertThat(training.train(() -> polls[0]++ == 15)).isFalse();
    }
    try (Training training = Training.resume(run, SETTINGS, _ -> {}, _ -> {})) {
      assertThat(training.steps()).isEqualTo(15);
      assertThat(training.train(() -> false)).isTrue();
    }
    try (Trained trained = Trained.open(run, Device.CPU);
        var _ = new Scope()) {
      RunReport.report(trained, RunReport.measure(trained, 1), 1);
      var samples = trained.sampler().sample(20, new RandomKey(1).fold("sample"));
      Path table = run.resolve("samples.csv");
      Samples.write(table, trained.data().domain(), samples, Map.of(), List.of());
    }
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(run)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String name = run.relativize(file).toString().replace('\\', '/');
        files.put(name, TEXT.matcher(name).matches() ? withoutTimes(Files.readString(file)) : "");
        if (name.endsWith(".html")) {
          assertThat(Files.readString(file).chars()).noneMatch(LocalesTest::foreignDigit);
        }
      }
    }
    try (Trained trained = Trained.open(run, Device.CPU)) {
      files.put("state", trained.stateHash());
    }
    return files;
  }

  private static boolean foreignDigit(int c) {
    return c > 127 && Character.isDigit(c);
  }

  private static String withoutTimes(String text) {
    return text.replaceAll("\"(seconds|started|updated|time)\" ?: ?[^,}]*", "");
  }
}
