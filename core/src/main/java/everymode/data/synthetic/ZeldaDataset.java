package everymode.data.synthetic;

import everymode.data.Dataset;
import everymode.data.DatasetSpec;
import everymode.data.Domain;
import everymode.data.Rows;
import everymode.data.TrainHeldOutSplit;
import everymode.level.Level;
import everymode.level.LevelRules;
import everymode.level.TileSet;
import everymode.level.ZeldaLevels;
import java.util.List;
import java.util.Map;

/// Levels in the style of the game Zelda of GVGAI, made by [ZeldaLevels], with their rule.
public final class ZeldaDataset {

  private static final TileSet TILES =
      new TileSet(
          ".wg+123A",
          Map.of(
              '.', List.of("floor"),
              'w', List.of("wall"),
              'g', List.of("goal"),
              '+', List.of("key"),
              '1', List.of("quick enemy"),
              '2', List.of("enemy"),
              '3', List.of("slow enemy"),
              'A', List.of("avatar")));
  private static final int HELD_OUT = 200;

  private ZeldaDataset() {}

  /// Opens the set.
  ///
  /// @param spec with the options `levels`, `height`, `width` and `seed`
  public static Dataset open(DatasetSpec spec) {
    spec.allow(List.of("levels", "height", "width", "seed"));
    int count = (int) spec.whole("levels", 200, 1, 100_000);
    int height = (int) spec.whole("height", 9, 5, 32);
    int width = (int) spec.whole("width", 13, 5, 32);
    List<Level> levels =
        ZeldaLevels.made(count + HELD_OUT, height, width, SyntheticDatasets.chance(spec));
    var domain = new Domain.Grid(TILES, height, width, false, LevelRules.zelda(true));
    return TrainHeldOutSplit.of(
            rows(domain, levels.subList(0, count)),
            rows(domain, levels.subList(count, levels.size())))
        .dataset(spec.text(), domain, List.of());
  }

  private static Rows rows(Domain.Grid domain, List<Level> levels) {
    return Rows.of(domain.bytes(levels), null, levels.size(), domain.height(), domain.width());
  }
}
