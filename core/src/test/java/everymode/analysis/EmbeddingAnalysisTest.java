package everymode.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import everymode.data.Dataset;
import everymode.data.catalog.Datasets;
import everymode.embedding.BourgainEmbedding;
import everymode.embedding.EmbeddedPoints;
import everymode.error.EverymodeException;
import everymode.error.UsageException;
import everymode.run.Recipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddingAnalysisTest {

  private static final Dataset CIRCLE = Datasets.open("circle");

  @TempDir private static Path folder = Path.of("");

  private static Optional<EmbeddingAnalysis> stoppedAfter(int steps, Path where) {
    AtomicInteger done = new AtomicInteger();
    return EmbeddingAnalysis.of(
        CIRCLE,
        Recipe.of("embed", "circle", 1),
        where,
        () -> done.getAndIncrement() >= steps,
        (_, _) -> {});
  }

  @Test
  void an_interrupted_embedding_is_resumed() {
    Path one = folder.resolve("one");
    Path two = folder.resolve("two");
    EmbeddingAnalysis whole = stoppedAfter(1_000, one).orElseThrow();
    assertThat(stoppedAfter(3, two)).isEmpty();
    assertThat(two.resolve("embedding.part.safetensors")).exists();
    EmbeddingAnalysis rest = stoppedAfter(9, two).orElseThrow(); // 12 steps in total
    whole.write(one);
    rest.write(two);
    assertThat(two.resolve("embedding.part.safetensors")).doesNotExist();
    for (String file : new String[] {"embedding.npz", "embedding.json", "embedding.svg"}) {
      assertThat(two.resolve(file)).hasSameBinaryContentAs(one.resolve(file));
    }
  }

  @Test
  void saved_state_of_other_settings_or_an_invalid_file_is_ignored() throws Exception {
    Path where = folder.resolve("other");
    assertThat(stoppedAfter(3, where)).isEmpty();
    Recipe other = Recipe.of("embed", "circle", 1).set("repetitions=2");
    EmbeddingAnalysis made =
        EmbeddingAnalysis.of(CIRCLE, other, where, () -> false, (_, _) -> {}).orElseThrow();
    assertThat(made.embedded().dim()).isEqualTo(24);
    Files.write(where.resolve("embedding.part.safetensors"), new byte[] {1});
    assertThat(stoppedAfter(1_000, where)).isPresent();
  }

  @Test
  void results_and_charts_are_those_of_the_data_set() throws Exception {
    Path where = folder.resolve("grid");
    Dataset grid = Datasets.open("grid");
    Recipe recipe = Recipe.of("embed", "grid", 1);
    EmbeddingAnalysis made =
        EmbeddingAnalysis.of(grid, recipe, where, () -> false, (_, _) -> {}).orElseThrow();
    made.write(where);
    double median = made.apart(BourgainEmbedding.Scale.MEDIAN);
    assertThat(median).isBetween(0.1, 0.3).isLessThan(made.apart(BourgainEmbedding.Scale.NONE));
    assertThat(made.text()).contains("1,250 rows in 55 dimensions");
    assertThat(made.json().path("apart").path("median").asDouble()).isEqualTo(median);
    EmbeddedPoints read = EmbeddedPoints.read(where.resolve("embedding.npz"), grid);
    assertThat(read.scale(BourgainEmbedding.Scale.ROOT))
        .isCloseTo(made.json().path("scale").asDouble(), within(1e-12));
    String places = Files.readString(where.resolve("embedding.svg"));
    assertThat(places).contains("0: 50 points.", "24: 50 points.");
    assertThat(Files.readString(where.resolve("distances.svg"))).contains("latents, by median");
  }

  @Test
  void wrong_settings_and_data_that_cannot_be_embedded_are_reported() {
    Recipe wrong = Recipe.of("embed", "circle", 1).set("pionts=3");
    assertThatThrownBy(() -> EmbeddingAnalysis.of(CIRCLE, wrong, folder, () -> false, (_, _) -> {}))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("did you mean 'points'?");
    Recipe recipe = Recipe.of("embed", "one", 1);
    Dataset one = everymode.Tiny.of(new float[] {1, 2}, 1, 2);
    assertThatThrownBy(() -> EmbeddingAnalysis.of(one, recipe, folder, () -> false, (_, _) -> {}))
        .isInstanceOf(EverymodeException.class)
        .hasMessage("an embedding needs at least 2 rows, but there is 1; give more data");
  }
}
