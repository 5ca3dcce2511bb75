package everymode.model.gan;

import everymode.data.Dataset;
import everymode.data.Source;
import everymode.nn.ForwardContext;
import everymode.nn.ModuleDict;
import everymode.nn.Parameterised;
import everymode.prior.Prior;
import everymode.tensor.StateVisitor;
import everymode.tensor.Stateful;
import everymode.train.Action;
import everymode.train.Objective;
import everymode.train.Player;
import everymode.train.Stage;
import everymode.train.UpdateOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The two players of an adversarial game, one for all generators and one for all discriminators. A
/// learned prior is trained with the generators.
public final class TwoPlayers implements Stateful {

  private final GanSettings settings;
  private final Dataset data;
  private final Prior prior;
  private final boolean learned;
  private final Player generator;
  private final Player discriminator;
  private boolean finished;

  /// @param prior the latent distribution
  /// @param generators what the first player trains, by the names of their state
  /// @param discriminator what the second player trains
  public TwoPlayers(
      GanSettings settings,
      Dataset data,
      Prior prior,
      Map<String, ? extends Parameterised> generators,
      Parameterised discriminator) {
    this.settings = settings;
    this.data = data;
    this.prior = prior;
    learned = !prior.parameters().isEmpty();
    Map<String, Parameterised> parts = new LinkedHashMap<>(generators);
    if (learned) {
      parts.put("prior", prior);
    }
    Parameterised all =
        parts.size() == 1 ? parts.values().iterator().next() : new ModuleDict(parts);
    generator = new Player(all, settings.generatorOptimizer(), settings.emaDecay());
    this.discriminator = new Player(discriminator, settings.discriminatorOptimizer(), 0);
  }

  /// The stage in which both are trained, one after the other in each step.
  ///
  /// @param discriminators the objective of the discriminators
  /// @param generators the objective of the generators
  /// @param more further actions in each step
  public Stage game(Objective discriminators, Objective generators, List<Action> more) {
    return game(data.batches(), discriminators, generators, more);
  }

  /// The same with other real rows than those of the data.
  ///
  /// @param real source of real batches
  public Stage game(
      Source real, Objective discriminators, Objective generators, List<Action> more) {
    List<Action> actions = new ArrayList<>();
    actions.add(
        new Action.Update(
            "discriminator",
            "critic",
            discriminator,
            discriminators,
            settings.discriminatorSteps()));
    actions.add(new Action.Update("generator", generator, generators, 1));
    actions.addAll(more);
    return new Stage.Play(
        "train", settings.steps(), settings.batchSize(), real, UpdateOrder.ALTERNATING, actions);
  }

  /// The player that trains the discriminators.
  Player discriminator() {
    return discriminator;
  }

  /// The forward context for sampling: averaged weights if there are any, in evaluation mode.
  public ForwardContext use() {
    return ForwardContext.evaluation().replacing(generator.averages());
  }

  /// Drops what only training needs.
  public void finish() {
    finished = true;
    generator.retire();
    discriminator.retire();
  }

  @Override
  public void state(StateVisitor s) {
    finished = s.counter("finished", finished ? 1 : 0) == 1;
    if (!learned) {
      s.child("prior", prior);
    }
    s.child("generator", generator);
    if (!finished) {
      s.child("discriminator", discriminator);
    }
  }
}
