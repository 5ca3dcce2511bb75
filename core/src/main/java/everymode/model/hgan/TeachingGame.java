package everymode.model.hgan;

import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.loss.AdversarialObjectives;
import everymode.loss.GeneratedBatch;
import everymode.model.autoregressive.AutoregressiveTraining;
import everymode.model.gan.GanModel;
import everymode.model.gan.GanSettings;
import everymode.nn.ForwardContext;
import everymode.nn.Layer;
import everymode.random.RandomKey;
import everymode.sample.Density;
import everymode.sample.HasTeacher;
import everymode.tensor.StateVisitor;
import everymode.train.Action;
import everymode.train.Objective;
import everymode.train.Player;
import everymode.train.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;

/// What the teacher adds to an adversarial game: its own training, and a second game between its
/// evidence and the generator.
final class TeachingGame implements GanModel.Part, HasTeacher {

  private final HganConfig config;
  private final Dataset data;
  private final AutoregressiveTraining teacher;
  private final TeacherPool pool;
  private final Evidence evidence;
  private final Layer network; // of the second discriminator
  private final Layer discriminator; // the second one, with what it sees
  private final Player player;
  private final AdversarialObjectives second;
  private boolean finished;

  TeachingGame(HganConfig config, Dataset data, RandomKey key) {
    this.config = config;
    this.data = data;
    Domain domain = data.domain();
    GanSettings settings = config.settings();
    teacher = new AutoregressiveTraining(config.teacher(), domain, key.fold("teacher"));
    pool = new TeacherPool(teacher, domain, config.pool());
    evidence = new Evidence(teacher, data, config.distillation() == Distillation.MEAN_MAP);
    long[] shape = domain.shape();
    shape[0] *= mapped() ? 2 : 1;
    network = settings.discriminator().discriminator(shape, 1, key.fold("discriminator"));
    Layer seen = config.dequantise() ? dequantised(network) : network;
    discriminator = mapped() ? new Mapped(seen, evidence) : seen;
    player = new Player(network, settings.discriminatorOptimizer(), 0);
    second = settings.objectives();
  }

  /// A discriminator that sees samples with the teacher's evidence.
  private record Mapped(Layer network, Evidence evidence) implements Layer {

    @Override
    public Tensor apply(Tensor x, ForwardContext pass) {
      return network.apply(evidence.beside(x), pass);
    }

    @Override
    public List<Tensor> parameters() {
      return network.parameters();
    }

    @Override
    public void state(StateVisitor s) {
      network.state(s);
    }
  }

  private Layer dequantised(Layer seen) {
    return new Dequantised(seen, teacher.network().conditional().step());
  }

  private boolean mapped() {
    return config.distillation().mapped();
  }

  private boolean pooled() {
    return config.distillation().pooled();
  }

  /// Whether there is a second discriminator.
  private boolean second() {
    return mapped() || config.distillation() == Distillation.SAMPLES;
  }

  private double weight(long step) {
    return config.weight() * config.weightDecay().at(step);
  }

  /// The stages before the game.
  List<Supplier<Stage>> before() {
    List<Supplier<Stage>> stages = new ArrayList<>();
    stages.add(() -> teacher.scale(data));
    stages.add(() -> teacher.fit("teacher", data));
    if (mapped()) {
      stages.add(evidence::scale);
    }
    if (pooled()) {
      stages.add(pool::fill);
    }
    return stages;
  }

  /// The objectives of the first discriminator and of the generator.
  AdversarialObjectives objectives() {
    if (config.distillation() == Distillation.THREE_WAY) {
      return seen(new ThreeWay(pool, this::weight));
    }
    return seen(config.settings().objectives()).plus(this::weight, this::lesson);
  }

  /// What the generator minimises for the teacher.
  private Objective lesson(GeneratedBatch generated) {
    if (config.distillation() == Distillation.DIRECT) {
      return context -> teacher.nats(generated.of(context), teacher.use());
    }
    return source(second.generator(discriminator, generated));
  }

  /// A game of the second discriminator: with samples of the teacher as its real rows, if it has
  /// some.
  private Objective source(Objective game) {
    return pooled() ? context -> game.at(pool.inPlaceOfReal(context)) : game;
  }

  /// The same game with what discriminators see.
  private AdversarialObjectives seen(AdversarialObjectives plain) {
    return config.dequantise() ? plain.seeing(this::dequantised) : plain;
  }

  /// Further actions in each step of the game.
  List<Action> actions(GeneratedBatch generated) {
    List<Action> actions = new ArrayList<>();
    if (second()) {
      Objective game = source(second.discriminator(discriminator, generated));
      int times = config.settings().discriminatorSteps();
      actions.add(new Action.Update("second discriminator", player, game, times));
    }
    if (config.teacherSteps() > 0) {
      actions.add(teacher.update(config.teacherSteps()));
    }
    if (pooled() && config.pool().renewed() > 0) {
      actions.add(pool.renewal());
    }
    return actions;
  }

  @Override
  public Density teacher() {
    return teacher::logProb;
  }

  @Override
  public void finish() {
    finished = true;
    pool.retire();
    player.retire();
    teacher.player().retire();
  }

  @Override
  public void state(StateVisitor s) {
    finished = s.counter("finished", finished ? 1 : 0) == 1;
    s.child("teacher", teacher);
    if (finished) {
      return;
    }
    s.child("evidence", evidence);
    s.child("pool", pool);
    if (second()) {
      s.child("discriminator", player);
    }
  }
}
