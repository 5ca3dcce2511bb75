package everymode.run;

import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.data.catalog.Datasets;
import everymode.tensor.Lifetime;
import everymode.tensor.PlatformThread;
import java.util.Arrays;
import java.util.List;

/// The family for data of which nothing else is known: the one that covered most of our own data of
/// that kind in the time of a default training, see `docs/results.md`.
///
/// @param family its name
/// @param settings what differs from its defaults, such as `supervision=sigmoid`
/// @param reason a part of a sentence, such as "it covered most of MNIST"
public record FamilyChoice(String family, List<String> settings, String reason) {

  // Supervision was measured with ten classes of 5,000 photographs of 32×32 each.
  private static final int MOST_CLASSES = 20;
  private static final int FEWEST_ROWS = 100; // of a class
  private static final int SMALLEST = 16; // side

  /// Copies the settings.
  public FamilyChoice {
    settings = List.copyOf(settings);
  }

  /// Chooses by the kind and the size of samples, and by their classes.
  public static FamilyChoice of(Dataset data) {
    return switch (data.domain()) {
      case Domain.Images(int channels, int height, int width)
          when channels == 1 && height * width <= 32 * 32 ->
          new FamilyChoice(
              "r3gan", List.of(), "in ten minutes of one core it covered all ten digits of MNIST");
      case Domain.Images(int _, int height, int width)
          when Math.max(height, width) <= 32
              && Math.min(height, width) >= SMALLEST
              && evenClasses(data) ->
          new FamilyChoice(
              "gmgan",
              List.of("supervision=sigmoid"),
              "with its classes, of which none is rare, it covered far more of CIFAR-10 than without");
      case Domain.Images _ ->
          new FamilyChoice(
              "r3gan",
              List.of(),
              "it did well on MNIST and CIFAR-10; other images were not compared");
      case Domain.Grid _ ->
          new FamilyChoice("cesagan", List.of(), "it is made for levels of tiles");
      case Domain.Points _, Domain.Table _ ->
          new FamilyChoice(
              "bourgan",
              List.of(),
              "on clusters of points it reached all modes without knowing how many there are");
    };
  }

  /// Whether there are a few classes, of which none is rare: the samples of a supervised generator
  /// have all classes equally often.
  private static boolean evenClasses(Dataset data) {
    long[] rows = data.classRows();
    long fewest = Arrays.stream(rows).min().orElse(0);
    return rows.length >= 2
        && rows.length <= MOST_CLASSES
        && fewest >= FEWEST_ROWS
        && Arrays.stream(rows).allMatch(n -> n <= 2 * fewest);
  }

  /// Chooses for a data set, which is opened for that.
  ///
  /// @param data its name or path
  public static FamilyChoice of(String data) {
    return PlatformThread.call(() -> {
      try (Lifetime lifetime = new Lifetime()) {
        return lifetime.during(() -> of(Datasets.open(data)));
      }
    });
  }

  /// The recipe of a training of the chosen family.
  ///
  /// @param data the name or path of the data
  public Recipe recipe(String data) {
    return Recipe.of(family, data, 1).set(settings);
  }

  /// The family with what differs from its defaults, such as `gmgan with supervision=sigmoid`.
  @Override
  public String toString() {
    return settings.isEmpty() ? family : family + " with " + String.join(", ", settings);
  }
}
