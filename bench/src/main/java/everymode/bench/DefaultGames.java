package everymode.bench;

import everymode.config.ConfigRecords;
import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.data.Rows;
import everymode.data.TrainHeldOutSplit;
import everymode.data.catalog.Datasets;
import everymode.model.bourgan.Bourgan;
import everymode.model.gan.R3gan;
import everymode.random.RandomKey;
import everymode.train.BuildContext;
import everymode.train.DefaultsContext;
import everymode.train.Family;
import everymode.train.Model;
import everymode.train.TrainingLoop;
import java.util.List;
import java.util.Optional;

/// Families as a user gets them, with their default settings and batches of the data.
final class DefaultGames {

  private static final int IMAGES = 4096;

  private DefaultGames() {}

  /// BourGAN on the grid: 55-dimensional latents, and a second batch for the distances.
  static Case bourgan() {
    Work generator = new Work(55 * 128, 128 * 128, 128 * 2);
    Work critic = new Work(2 * 128, 128 * 128, 128);
    return new Case(
        "bourgan-step",
        100,
        1000,
        1.5,
        Work.step(generator, critic, 128, 2, 0, false),
        () -> loop(new Bourgan(), Datasets.open("grid")));
  }

  /// What `train` does with grey images of 28 by 28 pixels.
  static Case r3gan() {
    Work generator = new Work(64 * 256, 256 * 8 * 196, 8 * 4 * 9 * 196);
    Work critic = new Work(784 * 256, 256 * 256, 256);
    return new Case(
        "r3-mlp-step",
        8,
        200,
        1.5,
        Work.step(generator, critic, 128, 1, 0.25, true),
        () -> loop(new R3gan(), images()));
  }

  /// Images of random pixels: the time of a step does not depend on what they show.
  private static Dataset images() {
    byte[] pixels = new byte[IMAGES * 28 * 28];
    new RandomKey(2).random().nextBytes(pixels);
    Rows rows = Rows.of(pixels, null, IMAGES, 1, 28, 28);
    return TrainHeldOutSplit.of(rows, rows)
        .dataset("random pixels", new Domain.Images(1, 28, 28), List.of());
  }

  private static <C extends Record> TrainingLoop loop(Family<C> family, Dataset data) {
    var key = new RandomKey(1);
    C config =
        ConfigRecords.changed(
            family.defaults(DefaultsContext.of(data)), "{steps: 1000000000}", family.name());
    TrainingLoop loop = new TrainingLoop(model(family, config, data, key), key, _ -> {});
    while (loop.stageName().equals("embed")) {
      loop.step();
    }
    return loop;
  }

  /// A model without an initial generator.
  ///
  /// @param key of the training
  static <C extends Record> Model model(Family<C> family, C config, Dataset data, RandomKey key) {
    return family.build(
        new BuildContext<>(
            config,
            Optional.of(data),
            key.fold("init"),
            path -> {
              throw new IllegalStateException(path + " was not asked for");
            }));
  }
}
