package everymode.model.cesagan;

import everymode.config.Require;
import everymode.data.Domain;
import everymode.loss.AdversarialLoss;
import everymode.loss.Penalty;
import everymode.loss.UnrollSettings;
import everymode.model.gan.GanSettings;
import everymode.nn.Architecture;
import everymode.nn.Attention;
import everymode.nn.Dcgan;
import everymode.nn.Norm;
import everymode.prior.NormalPrior;
import everymode.train.BuildContext;
import everymode.train.Decay;
import everymode.train.DefaultsContext;
import everymode.train.Model;
import everymode.train.Optimizer;
import java.util.List;

/// The default games of levels, and how they are built.
final class LevelGanDefaults {

  private static final long STEPS = 600;

  private LevelGanDefaults() {}

  static LevelGanConfig cesagan(DefaultsContext context) {
    boolean ruled = context.data().domain().grid().filter(grid -> grid.rules().known()).isPresent();
    return attention(
        context,
        LevelGanConfig.Relaxation.COUNTED,
        Bootstrap.NONE.with(ruled ? Bootstrap.Selection.KMEANS : Bootstrap.Selection.NONE));
  }

  static LevelGanConfig sagan(DefaultsContext context) {
    return attention(context, LevelGanConfig.Relaxation.STRAIGHT_THROUGH, Bootstrap.NONE);
  }

  private static LevelGanConfig attention(
      DefaultsContext context, LevelGanConfig.Relaxation relaxation, Bootstrap bootstrap) {
    return game(
        context,
        network(List.of(256, 256), 16, new Norm.Batch()),
        network(List.of(128), 8, new Norm.None()),
        relaxation,
        bootstrap);
  }

  private static Attention network(List<Integer> hiddenSizes, int maps, Norm norm) {
    return new Attention(
        List.of(32), List.of(0), 1, maps, Attention.Embedding.MAPS, hiddenSizes, norm);
  }

  static LevelGanConfig dcgan(DefaultsContext context) {
    return game(
        context,
        new Dcgan(32, new Norm.Batch()),
        new Dcgan(32, new Norm.None()),
        LevelGanConfig.Relaxation.STRAIGHT_THROUGH,
        Bootstrap.NONE);
  }

  private static LevelGanConfig game(
      DefaultsContext context,
      Architecture generator,
      Architecture discriminator,
      LevelGanConfig.Relaxation relaxation,
      Bootstrap bootstrap) {
    return new LevelGanConfig(
        new NormalPrior(128),
        new GanSettings(
            Math.round(STEPS * context.share()),
            32,
            generator,
            discriminator,
            new AdversarialLoss(AdversarialLoss.Form.HINGE, false),
            List.of(new Penalty.R1(0.5, 1, new Decay.None())),
            1,
            UnrollSettings.NONE,
            1,
            adam(),
            adam(),
            0.999),
        LevelGanConfig.Draw.UNIFORM,
        relaxation,
        bootstrap);
  }

  private static Optimizer adam() {
    return new Optimizer.Adam(1e-3, 0, 0.9, 1e-8, new Decay.None());
  }

  /// Builds a model.
  ///
  /// @param family its name, for messages
  /// @param conditional whether the networks see the numbers of tiles
  static Model build(String family, BuildContext<LevelGanConfig> context, boolean conditional) {
    LevelGanConfig config = context.config();
    config.settings().rejectPackingAndUnrolling(family, "");
    Domain.Grid grid = context.data().domain().grid().orElseThrow();
    Require.that(
        config.bootstrap().selection() == Bootstrap.Selection.NONE || grid.rules().known(),
        "bootstrap.selection must be none without a rule of playable levels; give one by --rule FILE");
    Require.that(
        conditional || config.relaxation() != LevelGanConfig.Relaxation.COUNTED,
        "relaxation must be softmax or straight-through for "
            + family
            + ", whose networks see no numbers of tiles");
    return new LevelGan(config, context.data(), grid, conditional, context.key());
  }
}
