package everymode.run;

import static org.assertj.core.api.Assertions.assertThat;

import everymode.Tiny;
import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.data.Rows;
import everymode.data.TrainHeldOutSplit;
import everymode.data.catalog.Datasets;
import everymode.random.RandomKey;
import everymode.train.Families;
import everymode.train.Family;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Every recipe of the project can be trained.
final class RecipesTest {

  private static final Path FOLDER = Path.of("..", "recipes");

  private static List<Path> recipes() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  @Test
  void there_are_recipes() throws IOException {
    assertThat(recipes()).isNotEmpty();
  }

  @TestFactory
  Stream<DynamicTest> a_recipe_builds_its_model() throws IOException {
    return recipes().stream()
        .map(file ->
            DynamicTest.dynamicTest(
                String.valueOf(file.getFileName()), () -> build(Recipe.read(file))));
  }

  private static void build(Recipe recipe) {
    String name = recipe.data().replaceAll(":.*|path/to/", "");
    Dataset data =
        switch (name) {
          case "stacked" -> images(3, 28);
          case "cifar-10", "cifar-10-batches-bin" -> images(3, 32);
          case "stl10_binary" -> images(3, 48);
          case "raw_counts_mouse.csv.gz" -> Tiny.of(new float[160], 20, 8);
          default -> Datasets.names().contains(name) ? Datasets.open(recipe.data()) : images(1, 28);
        };
    build(Families.named(recipe.family()), recipe, data);
  }

  private static <C extends Record> void build(Family<C> family, Recipe recipe, Dataset data) {
    C defaults = family.defaults(data);
    C config = recipe.over(family, data);
    assertThat(family.build(config, data, new RandomKey(1)).stage(0)).isPresent();
    assertThat(Recipe.of(family.name(), recipe.data(), 1).over(defaults)).isEqualTo(defaults);
  }

  /// Replaces data sets that may be missing on this machine: two images of two classes.
  private static Dataset images(int channels, int side) {
    byte[] pixels = new byte[2 * channels * side * side];
    Rows rows = Rows.of(pixels, new long[] {0, 1}, 2, channels, side, side);
    return TrainHeldOutSplit.of(rows, rows)
        .dataset("images", new Domain.Images(channels, side, side), List.of("a", "b"));
  }
}
