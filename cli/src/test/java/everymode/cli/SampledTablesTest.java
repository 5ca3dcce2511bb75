package everymode.cli;

import static org.assertj.core.api.Assertions.assertThat;

import everymode.data.Dataset;
import everymode.data.catalog.Datasets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Samples of tables with classes are tables with classes.
class SampledTablesTest {

  private static final String LABEL = "Fraud, yes or no";

  @TempDir private Path folder;

  private Path table() throws IOException {
    StringBuilder rows = new StringBuilder("amount;\"" + LABEL + "\";always;hour\n");
    for (int i = 0; i < 240; i++) {
      rows.append(
          String.format(
              Locale.ROOT,
              "%d,%d;%s;7,1;%d%n",
              i % 37,
              i % 10,
              i % 4 == 0 ? "\"yes; \"\"sure\"\"\"" : "größte",
              i % 24));
    }
    return Files.writeString(folder.resolve("payments.csv"), rows);
  }

  private static Shell run(Object... arguments) {
    Shell shell = Shell.run(arguments);
    assertThat(shell.code()).as(shell.err()).isZero();
    return shell;
  }

  private static Shell train(Object... arguments) {
    return run(
        Stream.concat(
                Stream.of(arguments),
                Stream.of(
                    "--steps",
                    30,
                    "--threads",
                    1,
                    "--quiet",
                    "--set",
                    "generator.hiddenSizes=[8]",
                    "--set",
                    "discriminator.hiddenSizes=[8]"))
            .toArray());
  }

  private static List<Float> column(Path file, int column) throws IOException {
    return Files.readAllLines(file).stream()
        .skip(1)
        .map(line -> Float.parseFloat(line.split(",", -1)[column]))
        .toList();
  }

  @ParameterizedTest
  @CsvSource({"acgan,rho=0.5", "gmgan,supervision=sigmoid"})
  void a_sampled_table_has_the_classes_of_its_data(String family, String setting)
      throws IOException {
    Path table = table();
    Path run = folder.resolve(family);
    Object[] chosen = family.equals("gmgan") ? new Object[] {"--set", setting} : new Object[0];
    train(
        Stream.concat(
                Stream.of("train", family, "--data", table, "--label", LABEL, "--out", run),
                Stream.of(chosen))
            .toArray());
    Path out = folder.resolve("all.csv");
    run("sample", run, "-n", 200, "--out", out);
    List<String> lines = Files.readAllLines(out);
    assertThat(lines).hasSize(201);
    assertThat(lines.getFirst()).startsWith("amount,\"" + LABEL + "\",always,hour");
    Dataset again = Datasets.open(Datasets.labelled(out.toString(), LABEL));
    assertThat(again.classes()).containsExactly("größte", "yes; \"sure\"");
    assertThat(again.domain().columns().get(1).constant()).isTrue();
    assertThat(again.domain().columns().get(1).mean()).isEqualTo(7.1f);

    Path frauds = folder.resolve("frauds.CSV");
    run("sample", run, "-n", 20, "--class", "yes; \"sure\"", "--out", frauds);
    assertThat(Files.readAllLines(frauds))
        .hasSize(21)
        .filteredOn(line -> line.contains(",\"yes; \"\"sure\"\"\",7.1,"))
        .hasSize(20);
    run("evaluate", out, "--data", table, "--label", LABEL, "--metrics", "coverage");
    run(
        "evaluate",
        Datasets.labelled(out.toString(), LABEL),
        "--data",
        table,
        "--metrics",
        "coverage",
        "--label",
        LABEL);
  }

  @ParameterizedTest
  @CsvSource({
    "gan,steps=20",
    "bourgan,steps=20",
    "mixplus,steps=20",
    "autoencoder,autoencoder.steps=20",
    "aeot,transport.steps=20",
    "aeotgan,steps=20",
    "veegan,steps=20",
    "inclusive,steps=20",
    "pointwise,member.steps=20",
    "adagan,member.steps=20",
    "bagging,member.steps=20"
  })
  void a_constant_column_stays_constant_in_every_family(String family, String steps)
      throws IOException {
    StringBuilder rows = new StringBuilder("a,seven,tenth\n");
    for (int i = 0; i < 100; i++) {
      rows.append(i % 13).append(",7,0.1\n");
    }
    Path table = Files.writeString(folder.resolve("t.csv"), rows);
    Path run = folder.resolve(family);
    run("train", family, "--data", table, "--set", steps, "--threads", 1, "--quiet", "--out", run);
    Path out = folder.resolve("s.csv");
    run("sample", run, "-n", 50, "--out", out);
    assertThat(column(out, 1)).hasSize(50).containsOnly(7f);
    assertThat(column(out, 2)).containsOnly(.1f);
    assertThat(column(out, 0).stream().distinct()).hasSizeGreaterThan(5);
  }

  @Test
  void points_with_classes_have_a_column_label() throws IOException {
    Path run = folder.resolve("outlier");
    String data = "outlier:points=2000";
    train("train", "gmgan", "--data", data, "--out", run, "--set", "supervision=sigmoid");
    Path out = folder.resolve("outlier.csv");
    run("sample", run, "-n", 50, "--out", out);
    assertThat(Files.readAllLines(out)).first().isEqualTo("x1,x2,component,label");
    assertThat(Files.readAllLines(out)).last().asString().matches(".*,[01],(square|isolated)");
    run("evaluate", out, "--data", data, "--metrics", "coverage");
  }
}
