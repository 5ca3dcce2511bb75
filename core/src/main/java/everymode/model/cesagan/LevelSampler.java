package everymode.model.cesagan;

import everymode.error.UsageException;
import everymode.random.RandomKey;
import everymode.sample.CountSampler;
import everymode.sample.Sampler;
import everymode.tensor.Device;
import everymode.tensor.Ops;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Draws conditions of training levels, changed where other numbers are wanted, and levels for
/// them.
///
/// @param counts wanted number by number of the tile
record LevelSampler(LevelGan game, TrainingLevels levels, Map<Integer, Integer> counts)
    implements CountSampler {

  LevelSampler {
    counts = Map.copyOf(counts);
  }

  @Override
  public boolean conditional() {
    return game.conditional();
  }

  @Override
  public CountSampler counting(Map<Integer, Integer> wanted) {
    LevelSampler asked = new LevelSampler(game, levels, wanted);
    asked.nearest(); // fails where no level can have these numbers
    return asked;
  }

  @Override
  public Tensor sample(int n, RandomKey key) {
    return Sampler.blocks((rows, block) -> game.generate(conditions(rows, block), block))
        .sample(n, key);
  }

  @Override
  public Tensor countsOf(int n, RandomKey key) {
    return Sampler.blocks(
            (rows, block) -> {
              Tensor all = conditions(rows, block);
              return all.narrow(1, 0, all.size(1) - 2).round().to(ScalarType.Long);
            })
        .sample(n, key);
  }

  /// @return `[n, tiles + 2]`
  private Tensor conditions(int n, RandomKey key) {
    RandomKey own = key.fold("condition");
    if (counts.isEmpty()) {
      return levels.drawn(n, own);
    }
    List<float[]> candidates = nearest();
    SplittableRandom random = own.random();
    int width = candidates.getFirst().length;
    float[] rows = new float[n * width];
    for (int i = 0; i < n; i++) {
      float[] row = changed(candidates.get(random.nextInt(candidates.size())));
      System.arraycopy(row, 0, rows, i * width, width);
    }
    return Device.current().bring(Ops.of(rows, n, width));
  }

  /// The conditions of training levels that have room for the wanted numbers and differ least in
  /// them.
  private List<float[]> nearest() {
    int sum = counts.values().stream().mapToInt(Integer::intValue).sum();
    List<float[]> nearest = new ArrayList<>();
    float least = Float.MAX_VALUE;
    for (float[] row : levels.originalConditions()) {
      float cells = row[row.length - 2] * row[row.length - 1];
      boolean fits = counts.size() == row.length - 2 ? sum == cells : sum <= cells;
      float off = 0;
      for (var each : counts.entrySet()) {
        off += Math.abs(row[each.getKey()] - each.getValue());
      }
      if (fits && off < least) {
        nearest.clear();
        least = off;
      }
      if (fits && off == least) {
        nearest.add(row);
      }
    }
    if (nearest.isEmpty()) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "no training level has room for just %,d tiles; ask for other numbers, or leave one out",
              sum));
    }
    return nearest;
  }

  /// A condition with the wanted numbers. The most frequent of the other tiles give way, or fill
  /// the gap.
  private float[] changed(float[] condition) {
    float[] row = condition.clone();
    float over = 0;
    for (var each : counts.entrySet()) {
      over += each.getValue() - row[each.getKey()];
      row[each.getKey()] = each.getValue();
    }
    List<Integer> others =
        IntStream.range(0, row.length - 2)
            .boxed()
            .filter(tile -> !counts.containsKey(tile))
            .sorted(Comparator.comparingDouble(tile -> -condition[tile]))
            .toList();
    for (int tile : others) {
      float less = Math.min(over, row[tile]); // negative where there is a gap
      row[tile] -= less;
      over -= less;
    }
    return row;
  }
}
