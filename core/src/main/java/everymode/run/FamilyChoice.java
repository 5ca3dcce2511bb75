package everymode.run;

import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.data.catalog.Datasets;
import everymode.tensor.Lifetime;
import everymode.tensor.PlatformThread;

/// The family for data of which nothing else is known: the one that covered most of our own data of
/// that kind in the time of a default training, see `docs/results.md`.
///
/// @param family its name
/// @param reason a part of a sentence, such as "it covered most of MNIST"
public record FamilyChoice(String family, String reason) {

  /// Chooses by the kind and the size of samples.
  public static FamilyChoice of(Dataset data) {
    return switch (data.domain()) {
      case Domain.Images(int channels, int height, int width)
          when channels == 1 && height * width <= 32 * 32 ->
          new FamilyChoice("r3gan", "on MNIST it covers all ten digits in ten minutes of one core");
      case Domain.Images _ ->
          new FamilyChoice("r3gan", "it did best on smaller images; larger ones were not compared");
      case Domain.Points _, Domain.Table _ ->
          new FamilyChoice(
              "bourgan", "it reaches all modes of points without knowing how many there are");
    };
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
}
