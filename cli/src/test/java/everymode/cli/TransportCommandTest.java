package everymode.cli;

import static org.assertj.core.api.Assertions.assertThat;

import everymode.io.Npz;
import everymode.run.Json;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// From an autoencoder's codes to a transport and new codes.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TransportCommandTest {

  @TempDir private static Path folder = Path.of("");

  private final Path run = Path.of("run");
  private final Path codes = Path.of("codes.npz");

  private static Path at(Path place) {
    return folder.resolve(place);
  }

  private static Shell shell(Object... arguments) {
    Shell shell = Shell.run(arguments);
    assertThat(shell.code()).as(shell.err()).isZero();
    return shell;
  }

  @BeforeAll
  void train() {
    shell(
        "train",
        "autoencoder",
        "--data",
        "digits",
        "--out",
        at(run),
        "--threads",
        1,
        "--set",
        "autoencoder.steps=30",
        "--set",
        "autoencoder.refineSteps=5",
        "--set",
        "autoencoder.latentDim=3",
        "--metrics",
        "coverage",
        "--samples",
        200);
    shell("encode", at(run), "--out", at(codes));
  }

  @Test
  void codes_are_a_data_set_and_its_transport_a_run_that_samples() {
    try (var _ = new Scope()) {
      Tensor all = Objects.requireNonNull(Npz.read(at(codes)).get("samples"));
      assertThat(all.shape()).containsExactly(5_620, 3);
      assertThat(Ops.longs(Objects.requireNonNull(Npz.read(at(codes)).get("labels"))))
          .hasSize(5_620)
          .contains(0, 9);
    }
    Path map = at(Path.of("map"));
    Shell shell =
        shell(
            "transport",
            "--from",
            "sobol",
            "--to",
            at(codes),
            "--out",
            map,
            "--threads",
            1,
            "--no-eval",
            "--set",
            "transport.steps=20");
    assertThat(shell.err()).contains("transport  20/20", "mass error", "empty cells", "rejected");
    assertThat(Json.read(map.resolve("provenance.json")).path("dataHash").asString()).isNotEmpty();
    Path drawn = at(Path.of("new.npz"));
    shell("sample", map, "-n", 300, "--out", drawn);
    try (var _ = new Scope()) {
      Tensor samples = Objects.requireNonNull(Npz.read(drawn).get("samples"));
      assertThat(samples.shape()).containsExactly(300, 3);
      Tensor gaps = Ops.distances(samples, samples, 2);
      assertThat(gaps.eq(new Scalar(0)).sum().item_long()).isLessThan(330);
    }
  }

  @Test
  void the_report_shows_reconstructions() throws IOException {
    assertThat(at(run).resolve("pictures").resolve("reconstructed.png")).isNotEmptyFile();
    assertThat(Files.readString(at(run).resolve("report.html"))).contains("<h2>Codes</h2>");
  }

  @Test
  void the_report_of_points_shows_errors_and_cells() throws IOException {
    Path ring = at(Path.of("ring"));
    shell(
        "train",
        "aeot",
        "--data",
        "ring:points=80",
        "--out",
        ring,
        "--threads",
        1,
        "--metrics",
        "modes",
        "--set",
        "transport.steps=40");
    assertThat(ring.resolve("pictures").resolve("cells.png")).isNotEmptyFile();
    assertThat(Files.readString(ring.resolve("report.html")))
        .contains("<h2>Transport</h2>", "rejected share", "mass error");
  }

  @Test
  void mistakes_are_one_sentence_with_a_remedy() {
    Path out = at(Path.of("wrong"));
    assertThat(Shell.run("transport", "--to", "digits", "--out", out).err())
        .contains("--to must be points or a table, but 'digits' has images 8×8; train aeot");
    assertThat(Shell.run("transport", "--to", "ring", "--from", "ball", "--out", out).err())
        .contains("--from must be cube or sobol, but is 'ball'");
    assertThat(Shell.run("encode", at(run), "--out", at(Path.of("codes.csv"))).err())
        .contains("--out must end in .npz");
    assertThat(Shell.run("encode", at(run), "--data", "ring", "--out", out + ".npz").err())
        .contains("encodes images 8×8, but 'ring' has points in 2 dimensions");
    shell("train", "gan", "--data", "ring", "--steps", 1, "--no-eval", "--out", out);
    assertThat(Shell.run("encode", out, "--out", out + ".npz").err())
        .contains("holds a gan, which has no encoder; train autoencoder, aeot or aeotgan");
  }
}
