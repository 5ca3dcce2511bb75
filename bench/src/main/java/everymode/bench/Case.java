package everymode.bench;

import everymode.data.Batch;
import everymode.data.catalog.Datasets;
import everymode.loss.AdversarialLoss;
import everymode.loss.GeneratedSamples;
import everymode.model.bourgan.Bourgan;
import everymode.model.bourgan.BourganConfig;
import everymode.nn.Activation;
import everymode.nn.Architecture;
import everymode.nn.Dcgan;
import everymode.nn.Layer;
import everymode.nn.Mlp;
import everymode.nn.Norm;
import everymode.prior.NormalPrior;
import everymode.prior.Prior;
import everymode.random.RandomKey;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import everymode.tensor.StateVisitor;
import everymode.train.Action;
import everymode.train.Model;
import everymode.train.Optimizer;
import everymode.train.Player;
import everymode.train.Stage;
import everymode.train.TrainingLoop;
import everymode.train.UpdateOrder;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/// A game whose training step is timed. Its components are many because a case is a protocol in
/// full.
///
/// @param name name of the case in the output
/// @param net the architecture of both networks
/// @param latent latent dimension
/// @param shape shape of one sample
/// @param bounded whether samples are in [−1, 1]
/// @param batch batch size
/// @param burst steps that are timed together
/// @param warm warm-up steps
/// @param target target speed-up over PyTorch
/// @param game the kind of game
/// @param generator multiplications of the generator's layers
/// @param critic multiplications of the discriminator's layers
@SuppressWarnings("ArrayRecordComponent") // a constant, never changed
record Case(
    String name,
    Architecture net,
    int latent,
    long[] shape,
    boolean bounded,
    int batch,
    int burst,
    int warm,
    double target,
    Kind game,
    Work generator,
    Work critic) {

  /// The small case: two-dimensional points.
  static final Case MLP =
      new Case(
          "mlp-gan-step",
          Mlp.of(128, 128),
          2,
          new long[] {2},
          false,
          512,
          40,
          1000,
          1.5,
          Kind.PLAIN,
          new Work(2 * 128, 128 * 128, 128 * 2),
          new Work(2 * 128, 128 * 128, 128));

  // Multiplications of a convolution with 4x4 kernels and stride 2 for one image: input channels
  // times output channels times 16 times the pixels of the smaller side, also when transposed.
  /// The large case: colour images of 32 by 32 pixels.
  static final Case DCGAN =
      new Case(
          "dcgan32-step",
          new Dcgan(64, new Norm.Batch()),
          100,
          new long[] {3, 32, 32},
          true,
          64,
          2,
          8,
          2.0,
          Kind.PLAIN,
          new Work(100 * 256 * 16, 256 * 128 * 16 * 16, 128 * 64 * 16 * 64, 64 * 3 * 16 * 256),
          new Work(3 * 64 * 16 * 256, 64 * 128 * 16 * 64, 128 * 256 * 16 * 16, 256 * 16));

  /// BourGAN on the grid: 55-dimensional latents, and a second batch for the distances.
  static final Case BOURGAN =
      new Case(
          "bourgan-step",
          new Mlp(List.of(128, 128), Activation.LEAKY_RELU, 0.1, new Norm.None(), 0),
          55,
          new long[] {2},
          false,
          128,
          100,
          1000,
          1.5,
          Kind.BOURGAN,
          new Work(55 * 128, 128 * 128, 128 * 2),
          new Work(2 * 128, 128 * 128, 128));

  static final List<Case> ALL = List.of(MLP, DCGAN, BOURGAN);

  /// The kind of game.
  enum Kind {
    /// One discriminator and one generator on a fixed batch.
    PLAIN,
    /// The family `bourgan` on batches of the grid.
    BOURGAN
  }

  /// Multiplications per sample in each layer of a network, from input to output.
  @SuppressWarnings("ArrayRecordComponent") // a constant, never changed
  record Work(long... layers) {

    long forward() {
      return java.util.Arrays.stream(layers).sum();
    }

    /// Gradients of the weights cost as much as the forward pass.
    long weights() {
      return forward();
    }

    /// Gradients of the inputs cost the same, but those of the first layer are needed only if the
    /// network's input is trained.
    long inputs(boolean first) {
      return forward() - (first ? 0 : layers[0]);
    }
  }

  /// The useful floating-point operations of a step: products only, one multiplication and one
  /// addition each. Activations, normalisations, losses and optimisers, a few per cent, are
  /// excluded, and so are unused gradients.
  ///
  /// | update | generator | discriminator |
  /// |---|---|---|
  /// | discriminator, real rows | | forward, weights, inputs except the first layer's |
  /// | discriminator, generated rows | forward | forward, weights, inputs but the first layer's |
  /// | generator | forward, weights, inputs except the first layer's | forward, inputs |
  ///
  /// In BourGAN the generator generates two batches.
  double flops() {
    int batches = game == Kind.BOURGAN ? 2 : 1;
    long discriminatorUpdate =
        generator.forward() + 2 * (critic.forward() + critic.weights() + critic.inputs(false));
    long generatorUpdate =
        batches * (generator.forward() + generator.weights() + generator.inputs(false))
            + critic.forward()
            + critic.inputs(true);
    return 2.0 * batch * (discriminatorUpdate + generatorUpdate);
  }

  /// An endless training loop, written with the library's public API.
  TrainingLoop run() {
    var key = new RandomKey(1);
    if (game == Kind.BOURGAN) {
      return bourgan(key);
    }
    var model = new BenchModel(this, key.fold("init"));
    return new TrainingLoop(model, key.fold("run"), _ -> {});
  }

  private TrainingLoop bourgan(RandomKey key) {
    var grid = Datasets.open("grid");
    var defaults = new Bourgan().defaults(grid);
    var defaultOptions = defaults.settings();
    var settings =
        new everymode.model.gan.GanSettings(
            Long.MAX_VALUE,
            batch,
            net,
            net,
            defaultOptions.loss(),
            defaultOptions.penalties(),
            defaultOptions.packing(),
            defaultOptions.unroll(),
            defaultOptions.discriminatorSteps(),
            defaultOptions.generatorOptimizer(),
            defaultOptions.discriminatorOptimizer(),
            0);
    var config =
        new BourganConfig(
            defaults.distance(),
            defaults.embedding(),
            "",
            defaults.sigma(),
            defaults.alpha(),
            settings);
    TrainingLoop run =
        new TrainingLoop(new Bourgan().build(config, grid, key.fold("init")), key, _ -> {});
    while (run.stageName().equals("embed")) {
      run.step();
    }
    return run;
  }

  private static final class BenchModel implements Model {
    private final Case spec;
    private final Prior prior;
    private final Layer generator;
    private final Layer discriminator;
    private final Player generatorPlayer;
    private final Player discriminatorPlayer;
    private final Batch real;

    BenchModel(Case spec, RandomKey init) {
      this.spec = spec;
      Optimizer adam = Optimizer.Adam.of(2e-4);
      prior = new NormalPrior(spec.latent);
      generator = spec.net.generator(spec.latent, spec.shape, spec.bounded, init.fold("generator"));
      discriminator = spec.net.discriminator(spec.shape, 1, init.fold("critic"));
      generatorPlayer = new Player(generator, adam, 0);
      discriminatorPlayer = new Player(discriminator, adam, 0);
      real = fixed(spec, init.fold("real"));
    }

    private static Batch fixed(Case spec, RandomKey key) {
      long[] full = new long[spec.shape.length + 1];
      full[0] = spec.batch;
      System.arraycopy(spec.shape, 0, full, 1, spec.shape.length);
      try (var _ = new Scope()) {
        Tensor x =
            spec.bounded
                ? Ops.plus(Ops.times(RandomTensors.uniform(key, full), 2), -1)
                : RandomTensors.normal(key, full);
        return new Batch(Scope.own(x), Scope.own(Ops.range(spec.batch)), null);
      }
    }

    @Override
    public Optional<Stage> stage(int index) {
      GeneratedSamples generated =
          context ->
              generator.apply(
                  prior.sample(context.n(), context.key().fold("latent")).z(), context.pass());
      AdversarialLoss loss = AdversarialLoss.STANDARD;
      List<Action> actions =
          List.of(
              new Action.Update(
                  "critic", discriminatorPlayer, loss.discriminator(discriminator, generated), 1),
              new Action.Update(
                  "generator", generatorPlayer, loss.generator(discriminator, generated), 1));
      return Optional.of(
          new Stage.Play(
              "train",
              Long.MAX_VALUE,
              spec.batch,
              (_, _, _) -> real,
              UpdateOrder.ALTERNATING,
              actions));
    }

    @Override
    public void state(StateVisitor s) {
      s.child("generator", generatorPlayer);
      s.child("discriminator", discriminatorPlayer);
    }
  }
}
