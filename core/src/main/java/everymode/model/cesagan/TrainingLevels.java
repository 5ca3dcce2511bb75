package everymode.model.cesagan;

import everymode.data.AliasTable;
import everymode.data.Batch;
import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.data.Source;
import everymode.level.Level;
import everymode.random.RandomKey;
import everymode.tensor.Device;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import everymode.tensor.StateVisitor;
import everymode.tensor.Stateful;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// The levels that are trained on: those of the data, and behind them levels that were added. The
/// conditions of the data's levels are state, so that a model samples without its data.
///
/// A condition is the number of each tile, the height and the width of a level. A row of a batch is
/// a level in model units, flattened, with its condition behind it.
final class TrainingLevels implements Source, Stateful {

  private static final int BLOCK = 1_024; // rows whose conditions are computed together

  private final Domain.Grid grid;
  private final LevelGanConfig.Draw draw;
  private final @Nullable AliasTable weights; // of the data's levels
  private final Tensor first; // conditions of the data's levels [n, tiles + 2]
  private final List<Level> known = new ArrayList<>(); // the data's levels; empty without rows
  private final List<Level> added = new ArrayList<>();
  private @Nullable Tensor addedRows; // of the added levels uint8 [m, h, w]; null while none
  private Tensor stored; // of all levels uint8 [n + m, h, w]
  private Tensor conditions; // of all levels [n + m, tiles + 2]
  private long[][] alike = {}; // rows by their numbers of tiles, for DIVERSE

  TrainingLevels(Dataset data, Domain.Grid grid, LevelGanConfig.Draw draw) {
    this.grid = grid;
    this.draw = draw;
    weights = data.weights();
    int n = data.train().size();
    try (var _ = new Scope()) {
      first = Scope.own(Ops.zeros(n, grid.tiles().size() + 2));
      if (data.train().available()) {
        stored = Scope.own(data.train().all());
        first.copy_(conditions(stored));
        known.addAll(grid.levels(bytes(stored)));
      } else {
        stored = Scope.own(Ops.ofBytes(new byte[n * grid.cells()], n, grid.height(), grid.width()));
      }
      conditions = Scope.own(first.clone());
    }
    index();
  }

  /// Counts of tiles, height and width of stored levels.
  ///
  /// @return `[n, tiles + 2]`
  private Tensor conditions(Tensor levels) {
    List<Tensor> parts = new ArrayList<>();
    for (long from = 0; from < levels.size(0); from += BLOCK) {
      Tensor some = Ops.rows(levels, from, Math.min(BLOCK, levels.size(0) - from));
      Tensor units = grid.units(some); // [m, tiles, h, w]
      Tensor inside = units.sum(1); // [m, h, w]
      parts.add(
          Ops.concat(
              1,
              units.sum(2, 3),
              inside.select(2, 0).sum(1).unsqueeze(1),
              inside.select(1, 0).sum(1).unsqueeze(1)));
    }
    return Ops.cat(parts);
  }

  /// The number of levels, with those that were added.
  int size() {
    return Math.toIntExact(conditions.size(0));
  }

  /// The number of the data's levels.
  int original() {
    return Math.toIntExact(first.size(0));
  }

  /// The conditions of the data's levels.
  List<float[]> originalConditions() {
    float[] all = Ops.floats(first);
    int width = grid.tiles().size() + 2;
    return IntStream.range(0, original())
        .mapToObj(i -> Arrays.copyOfRange(all, i * width, (i + 1) * width))
        .toList();
  }

  /// All levels.
  List<Level> all() {
    List<Level> all = new ArrayList<>(known);
    all.addAll(added);
    return all;
  }

  /// Appends levels.
  void add(List<Level> levels) {
    if (levels.isEmpty()) {
      return;
    }
    added.addAll(levels);
    Tensor before = addedRows;
    addedRows =
        Scope.owned(() ->
            Ops.ofBytes(grid.bytes(added), added.size(), grid.height(), grid.width()).clone());
    free(before);
    join();
  }

  private void join() {
    Tensor more = addedRows;
    Tensor rows = stored;
    Tensor old = conditions;
    stored =
        Scope.owned(() -> {
          Tensor originals = Ops.rows(rows, 0, original());
          return more == null ? originals.clone() : Ops.cat(originals, more);
        });
    conditions = Scope.owned(() -> more == null ? first.clone() : Ops.cat(first, conditions(more)));
    free(rows);
    free(old);
    index();
  }

  /// Frees what has been replaced, which would pile up in long trainings.
  private static void free(@Nullable Tensor replaced) {
    if (replaced != null) {
      replaced.close();
    }
  }

  private void index() {
    if (draw == LevelGanConfig.Draw.DIVERSE) {
      Map<List<Float>, List<Long>> rows = new HashMap<>();
      float[] all = Ops.floats(conditions);
      int width = grid.tiles().size() + 2;
      for (int i = 0; i < size(); i++) {
        List<Float> counts = new ArrayList<>();
        for (int k = 0; k < width; k++) {
          counts.add(all[i * width + k]);
        }
        rows.computeIfAbsent(counts, _ -> new ArrayList<>()).add((long) i);
      }
      alike =
          rows.values().stream()
              .map(list -> list.stream().mapToLong(Long::longValue).toArray())
              .sorted((a, b) -> Long.compare(a[0], b[0]))
              .toArray(long[][]::new);
    }
  }

  private long[] rows(int n, SplittableRandom random) {
    long[] rows = new long[n];
    Arrays.setAll(
        rows,
        _ -> {
          if (draw == LevelGanConfig.Draw.DIVERSE) {
            long[] same = alike[random.nextInt(alike.length)];
            return same[random.nextInt(same.length)];
          }
          int row = random.nextInt(size());
          AliasTable table = weights;
          return row < original() && table != null ? table.sample(random) : row;
        });
    return rows;
  }

  @Override
  public Batch batch(long draw, int n, RandomKey key) {
    long[] rows = rows(n, key.fold("drawn").fold(draw).random());
    Device device = Device.current();
    Tensor index = Device.CPU.bring(Ops.of(rows));
    Tensor x = grid.encode(Ops.rows(stored, index)).flatten(1, -1);
    Tensor row = Ops.concat(1, x, Ops.rows(conditions, index));
    return new Batch(device.bring(row), device.bring(index), null);
  }

  /// Conditions of levels that are drawn from the data.
  ///
  /// @return `[n, tiles + 2]` on the current device
  Tensor drawn(int n, RandomKey key) {
    SplittableRandom random = key.random();
    AliasTable table = weights;
    long[] rows =
        IntStream.range(0, n)
            .mapToLong(_ -> table == null ? random.nextInt(original()) : table.sample(random))
            .toArray();
    return Device.current().bring(Ops.rows(first, Device.CPU.bring(Ops.of(rows))));
  }

  @Override
  public void state(StateVisitor s) {
    s.tensor("conditions", first);
    int before = added.size();
    int count = Math.toIntExact(s.counter("added", before));
    Tensor old = addedRows;
    addedRows = count == 0 ? null : s.tensor("levels", count == before ? old : null);
    if (count != before) {
      free(old);
    }
    List<Level> loaded = grid.levels(bytes(addedRows));
    if (!loaded.equals(added)) {
      added.clear();
      added.addAll(loaded);
      join();
    } else if (count == 0) {
      conditions.copy_(first);
    }
  }

  private static byte[] bytes(@Nullable Tensor levels) {
    if (levels == null) {
      return new byte[0];
    }
    byte[] all = new byte[Math.toIntExact(levels.numel())];
    try (var _ = new Scope()) {
      Ops.bytes(levels.contiguous()).get(all);
    }
    return all;
  }
}
