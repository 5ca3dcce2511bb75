package everymode.model.cesagan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.Check;
import everymode.Everymode;
import everymode.Kept;
import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.data.Rows;
import everymode.data.TrainHeldOutSplit;
import everymode.level.Level;
import everymode.level.LevelRules;
import everymode.level.LevelScores;
import everymode.level.TileSet;
import everymode.level.ZeldaLevels;
import everymode.nn.Attention;
import everymode.nn.ForwardContext;
import everymode.nn.Norm;
import everymode.random.RandomKey;
import everymode.sample.CountSampler;
import everymode.sample.OutputRange;
import everymode.tensor.Autograd;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import everymode.tensor.StateSnapshot;
import everymode.train.Families;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class CesaganTest {

  private static final TileSet TILES = new TileSet(".wg+123A", Map.of());
  private static final int HEIGHT = 6;
  private static final int WIDTH = 7;
  private static final Domain.Grid GRID =
      new Domain.Grid(TILES, HEIGHT, WIDTH, false, LevelRules.zelda(true));
  private static final List<Level> LEVELS = ZeldaLevels.made(40, HEIGHT, WIDTH, new RandomKey(1));
  private static final List<Level> FIRST = LEVELS.subList(0, 8);
  private static final List<Level> OTHERS = LEVELS.subList(8, 40);
  private static final Level BROKEN = new Level("w".repeat(42), HEIGHT, WIDTH);

  private static Dataset data(Domain.Grid grid, List<Level> levels) {
    Rows rows = Rows.of(grid.bytes(levels), null, levels.size(), grid.height(), grid.width());
    return TrainHeldOutSplit.none(rows).dataset("levels", grid, List.of());
  }

  private static Tensor units(List<Level> levels) {
    return GRID.units(Ops.ofBytes(GRID.bytes(levels), levels.size(), HEIGHT, WIDTH));
  }

  private static TrainingLevels training(LevelGanConfig.Draw draw) {
    return new TrainingLevels(data(GRID, FIRST), GRID, draw);
  }

  private static Bootstrap bootstrap(Bootstrap.Selection selection, double similarity, int most) {
    return new Bootstrap(selection, 1, 0, 40, similarity, most, 3);
  }

  private static void round(Bootstrap config, TrainingLevels levels, List<Level> made) {
    new Bootstrapping(config, levels, GRID, (_, _) -> units(made)).round(0, new RandomKey(1));
  }

  @Test
  void bootstrapping_adds_playable_levels_that_are_new_and_keeps_the_first_ones() {
    TrainingLevels levels = training(LevelGanConfig.Draw.UNIFORM);
    List<Level> made = new ArrayList<>(List.of(BROKEN, FIRST.get(2)));
    made.addAll(OTHERS.subList(0, 5));
    made.addAll(OTHERS.subList(0, 5));
    round(bootstrap(Bootstrap.Selection.ALL, 1, 100), levels, made);
    assertThat(levels.all().subList(0, 8)).isEqualTo(FIRST);
    assertThat(levels.all().subList(8, 13)).isEqualTo(OTHERS.subList(0, 5));
    assertThat(levels.size()).isEqualTo(13);
    round(bootstrap(Bootstrap.Selection.ALL, 1, 100), levels, made);
    assertThat(levels.size()).isEqualTo(13);
  }

  @Test
  void the_set_grows_up_to_its_bounds() {
    TrainingLevels levels = training(LevelGanConfig.Draw.UNIFORM);
    round(bootstrap(Bootstrap.Selection.ALL, 1, 6), levels, OTHERS);
    assertThat(levels.size()).isEqualTo(14);
    round(bootstrap(Bootstrap.Selection.ALL, 1, 100), levels, OTHERS);
    assertThat(levels.size()).isEqualTo(24); // three times as many as at first
    round(bootstrap(Bootstrap.Selection.ALL, 1, 100), levels, OTHERS);
    assertThat(levels.size()).isEqualTo(24);
    TrainingLevels late = training(LevelGanConfig.Draw.UNIFORM);
    round(new Bootstrap(Bootstrap.Selection.ALL, 1, 1, 40, 1, 9, 9), late, OTHERS);
    assertThat(late.size()).isEqualTo(8); // the delay is not over
  }

  @Test
  void levels_that_resemble_one_of_the_set_may_be_left_out() {
    List<Level> near =
        List.of(new Level(FIRST.getFirst().tiles().replaceFirst("\\.", "1"), HEIGHT, WIDTH));
    TrainingLevels levels = training(LevelGanConfig.Draw.UNIFORM);
    round(bootstrap(Bootstrap.Selection.ALL, 0.97, 9), levels, near); // 41 of 42 agree
    assertThat(levels.size()).isEqualTo(8);
    round(bootstrap(Bootstrap.Selection.ALL, 0.98, 9), levels, near);
    assertThat(levels.size()).isEqualTo(9);
  }

  @Test
  void clusters_are_represented_by_their_members() {
    List<Level> made = new ArrayList<>();
    String[] groups = {"........", "AAAAAAAA", "....AAAA"};
    for (String group : groups) {
      for (int i = 0; i < 6; i++) {
        char[] tiles = group.repeat(5).toCharArray();
        tiles[i] = '3';
        made.add(new Level(new String(tiles), 5, 8));
      }
    }
    var grid = new Domain.Grid(TILES, 5, 8, false, LevelRules.NONE);
    List<Level> chosen = Bootstrapping.representatives(made, grid, new RandomKey(1));
    assertThat(chosen).hasSizeBetween(2, 4).isSubsetOf(made).doesNotHaveDuplicates();
    assertThat(Bootstrapping.representatives(made.subList(0, 1), grid, new RandomKey(1)))
        .containsExactly(made.getFirst());
  }

  @ParameterizedTest
  @EnumSource(LevelGanConfig.Draw.class)
  void batches_hold_levels_with_their_counts(LevelGanConfig.Draw draw) {
    TrainingLevels levels = training(draw);
    levels.add(OTHERS.subList(0, 3));
    try (var _ = new Scope()) {
      Tensor x = levels.batch(4, 50, new RandomKey(3)).x();
      assertThat(x.shape()).containsExactly(50, 8 * 42 + 10);
      Tensor units = x.narrow(1, 0, 8L * 42).reshape(50, 8, HEIGHT, WIDTH);
      List<Level> drawn = GRID.levels(units);
      assertThat(levels.all()).containsAll(drawn);
      Check.near(x.narrow(1, 8L * 42, 8), 0, units.sum(2, 3));
      Check.near(x.narrow(1, 8L * 42 + 8, 2).select(0, 0), 0, HEIGHT, WIDTH);
      assertThat(
              GRID.levels(
                  levels
                      .batch(4, 50, new RandomKey(3))
                      .x()
                      .narrow(1, 0, 8L * 42)
                      .reshape(50, 8, HEIGHT, WIDTH)))
          .isEqualTo(drawn);
    }
  }

  @Test
  void added_levels_are_state() {
    TrainingLevels levels = training(LevelGanConfig.Draw.DIVERSE);
    levels.add(OTHERS.subList(0, 3));
    levels.add(OTHERS.subList(3, 4));
    TrainingLevels loaded = training(LevelGanConfig.Draw.DIVERSE);
    StateSnapshot.into(loaded, Kept.copy(levels));
    assertThat(loaded.all()).isEqualTo(levels.all());
    assertThat(Kept.bytes(loaded)).isEqualTo(Kept.bytes(levels));
    try (var _ = new Scope()) {
      Check.near(
          loaded.batch(1, 20, new RandomKey(1)).x(), 0, levels.batch(1, 20, new RandomKey(1)).x());
    }
    StateSnapshot.into(loaded, Kept.copy(training(LevelGanConfig.Draw.DIVERSE)));
    assertThat(loaded.all()).isEqualTo(FIRST);
  }

  private static LevelGenerator generator(Domain.Grid grid, LevelGanConfig.Relaxation relaxation) {
    Attention config =
        new Attention(
            List.of(8), List.of(0), 1, 4, Attention.Embedding.MAPS, List.of(), new Norm.None());
    return new LevelGenerator(
        config.generator(5, 8, grid.shape(), OutputRange.LINEAR, new RandomKey(1)),
        5,
        grid,
        relaxation);
  }

  @ParameterizedTest
  @EnumSource(LevelGanConfig.Relaxation.class)
  void padding_is_never_decoded(LevelGanConfig.Relaxation relaxation) {
    var grid = new Domain.Grid(TILES, 4, 5, true, LevelRules.NONE);
    LevelGenerator generator = generator(grid, relaxation);
    try (var _ = new Scope()) {
      Tensor wanted = // 5 floors and 4 walls in 3×3; 10 walls, 9 floors and an avatar in 4×5
          Ops.of(new float[] {5, 4, 0, 0, 0, 0, 0, 0, 3, 3, 9, 10, 0, 0, 0, 0, 0, 1, 4, 5}, 2, 10);
      Tensor x = Ops.concat(1, RandomTensors.normal(new RandomKey(2), 2, 5), wanted);
      Tensor share = generator.apply(x, ForwardContext.evaluation());
      Check.near(share.sum(1, 2, 3), 1e-4, 9, 20);
      List<Level> levels = grid.levels(grid.decode(share));
      assertThat(levels).extracting(Level::height).containsExactly(3, 4);
      assertThat(levels).extracting(Level::width).containsExactly(3, 5);
      if (relaxation == LevelGanConfig.Relaxation.COUNTED) {
        assertThat(TILES.counts(levels.getFirst())).containsExactly(5, 4, 0, 0, 0, 0, 0, 0);
        assertThat(TILES.counts(levels.getLast())).containsExactly(9, 10, 0, 0, 0, 0, 0, 1);
      }
    }
  }

  @Test
  void counted_shares_have_the_wanted_sums() {
    try (var _ = new Scope()) {
      Tensor logits = RandomTensors.normal(new RandomKey(1), 1, 3, 4, 5).requires_grad_(true);
      Tensor counts = Ops.of(new float[] {15, 4, 1}, 1, 3);
      Tensor share = Counted.shares(logits, counts, Ops.full(1, 1, 1, 4, 5));
      Check.near(share.detach().sum(1).max().reshape(1), 1e-5, 1);
      Check.near(share.detach().sum(2, 3), 1e-2, 15, 4, 1);
      Tensor slope = Autograd.gradients(share.square().sum(), List.of(logits)).get(0);
      assertThat(Ops.finite(slope)).isTrue();
      assertThat(slope.abs().sum().item_double()).isPositive();
    }
  }

  /// The generator's output depends on the numbers that it is asked for.
  @Test
  void levels_depend_on_the_condition() {
    LevelGenerator generator = generator(GRID, LevelGanConfig.Relaxation.SOFTMAX);
    try (var _ = new Scope()) {
      Tensor z = RandomTensors.normal(new RandomKey(2), 1, 5);
      Tensor one = Ops.of(new float[] {20, 20, 1, 1, 0, 0, 0, 0, 6, 7}, 1, 10);
      Tensor other = Ops.of(new float[] {10, 30, 1, 1, 0, 0, 0, 0, 6, 7}, 1, 10);
      var pass = ForwardContext.evaluation();
      assertThat(Ops.doubles(generator.apply(Ops.concat(1, z, one), pass)))
          .isNotEqualTo(Ops.doubles(generator.apply(Ops.concat(1, z, other), pass)));
    }
  }

  private static Everymode.TrainingRequest request(Dataset data, String... settings) {
    var request = Everymode.train("cesagan", data);
    for (String setting : settings) {
      request = request.set(setting);
    }
    return request
        .set("generator={type: attention, channels: [16], attendAfter: [0], norm: none}")
        .set("discriminator={type: attention, channels: [16], attendAfter: [0], norm: none}");
  }

  @Test
  void numbers_of_tiles_can_be_asked_for() {
    var trained = request(data(GRID, FIRST), "steps=2", "relaxation=counted").run();
    CountSampler sampler = (CountSampler) trained.sampler();
    try (var _ = new Scope()) {
      int enemies = TILES.index('1');
      CountSampler asked = sampler.counting(Map.of(enemies, 2, TILES.index('3'), 0));
      List<Level> levels = GRID.levels(asked.sample(20, new RandomKey(1)));
      assertThat(levels).allMatch(level -> level.count('1') == 2 && level.count('3') == 0);
      CountSampler many = sampler.counting(Map.of(enemies, 30, TILES.index('A'), 0));
      assertThat(GRID.levels(many.sample(5, new RandomKey(1))))
          .allMatch(level -> level.count('1') == 30 && level.count('A') == 0);
      assertThatThrownBy(() -> sampler.counting(Map.of(enemies, 43)))
          .hasMessageContaining("no training level has room for just 43 tiles");
      double[] counts = Ops.doubles(asked.countsOf(20, new RandomKey(1)).sum(1));
      assertThat(counts).containsOnly(42);
      assertThat(Ops.doubles(sampler.countsOf(300, new RandomKey(1)).select(1, TILES.index('A'))))
          .containsOnly(1);
    }
  }

  /// Five levels are learned by heart: most samples can be played, and they repeat each other.
  @Test
  void a_few_levels_are_learned_by_heart() {
    Dataset data = data(GRID, FIRST.subList(0, 5));
    var trained =
        Everymode.train("cesagan", data)
            .set("steps=200")
            .set("bootstrap.selection=none")
            .set("prior.dim=8")
            .set("emaDecay=0.9")
            .run();
    try (var _ = new Scope()) {
      List<Level> made = GRID.levels(trained.sampler().sample(200, new RandomKey(1)));
      LevelScores scores = LevelScores.of(made, Set.copyOf(FIRST), GRID.rules());
      assertThat(scores.playable()).isGreaterThan(0.5);
      assertThat(scores.duplicates()).isGreaterThan(0.5);
    }
  }

  @Test
  void what_does_not_fit_is_one_sentence() {
    var ruleless = new Domain.Grid(TILES, HEIGHT, WIDTH, false, LevelRules.NONE);
    assertThatThrownBy(() ->
            Everymode.train("cesagan", data(ruleless, FIRST))
                .set("bootstrap.selection=all")
                .set("steps=1")
                .run())
        .hasMessageContaining("bootstrap.selection must be none without a rule");
    assertThatThrownBy(() ->
            Everymode.train("sagan", data(GRID, FIRST))
                .set("relaxation=counted")
                .set("steps=1")
                .run())
        .hasMessageContaining("relaxation must be softmax or straight-through for sagan");
    assertThatThrownBy(() ->
            Everymode.train("cesagan", data(GRID, FIRST)).set("generator=mlp").set("steps=1").run())
        .hasMessageContaining("generator.type must be attention for cesagan");
    var mixed = new Domain.Grid(TILES, HEIGHT, WIDTH, true, LevelRules.NONE);
    assertThat(Families.named("gan").accepts(mixed)).isFalse();
    assertThat(Families.named("gan").accepts(GRID)).isTrue();
    assertThat(Families.named("cesagan").accepts(mixed)).isTrue();
    assertThat(Families.named("cesagan").accepts(new Domain.Points(2))).isFalse();
  }

  @Test
  void a_deep_convolutional_network_is_padded_to_a_power_of_two() {
    var trained =
        Everymode.train("dcgan-levels", data(GRID, FIRST))
            .set("generator.baseChannels=4")
            .set("discriminator.baseChannels=4")
            .set("steps=2")
            .run();
    try (var _ = new Scope()) {
      List<Level> levels = GRID.levels(trained.sampler().sample(10, new RandomKey(1)));
      assertThat(levels).allMatch(level -> level.height() == HEIGHT && level.width() == WIDTH);
    }
  }
}
