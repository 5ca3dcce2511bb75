package everymode.run;

import static org.assertj.core.api.Assertions.assertThat;

import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.data.Rows;
import everymode.data.catalog.Datasets;
import everymode.random.RandomKey;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
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
    Dataset data =
        Datasets.names().contains(recipe.data().replaceAll(":.*", ""))
                && !recipe.data().startsWith("stacked")
            ? Datasets.open(recipe.data())
            : images(recipe.data().startsWith("stacked") ? 3 : 1);
    build(Families.named(recipe.family()), recipe, data);
  }

  private static <C extends Record> void build(Family<C> family, Recipe recipe, Dataset data) {
    C defaults = family.defaults(data);
    C config = recipe.over(family, data);
    assertThat(family.build(config, data, new RandomKey(1)).stage(0)).isPresent();
    assertThat(Recipe.of(family.name(), recipe.data(), 1).over(defaults)).isEqualTo(defaults);
  }

  /// Replaces data sets that may be missing on this machine: two images of 28×28 pixels.
  @SuppressWarnings("NullAway") // it cannot see the annotation of a compiled nested type
  private static Dataset images(int channels) {
    byte[] pixels = new byte[2 * channels * 28 * 28];
    Rows rows = Rows.of(Scope.own(Ops.ofBytes(pixels, 2, channels, 28, 28)), null);
    Domain domain = new Domain.Images(channels, 28, 28);
    return new Dataset(
        "images", domain, rows, rows, true, null, null, List.of(), "", List.of(), null);
  }
}
