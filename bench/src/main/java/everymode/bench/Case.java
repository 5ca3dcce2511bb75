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
import everymode.prior.Normal;
import everymode.prior.Prior;
import everymode.random.RandomKey;
import everymode.sample.Sampler;
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

/// A game whose step is timed.
///
/// @param name what the figures are printed under
/// @param net the recipe of both networks
/// @param latent numbers in one latent
/// @param shape shape of one sample
/// @param bounded whether samples lie in [−1, 1]
/// @param batch rows of a batch
/// @param burst steps that are timed together
/// @param warm steps before the first timed one
/// @param target how many times faster than PyTorch we mean to be
/// @param game what is played
/// @param generator the generator's layers
/// @param critic the critic's layers
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

  /// The small one: points in the plane.
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

  // Multiplications of a convolution with 4x4 kernels and step 2 for one image: channels in times
  // channels out times 16 times the pixels of the smaller side, forwards as well as transposed.
  /// The large one: colour images of 32 by 32 pixels.
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

  /// BourGAN on the grid: latents in 55 dimensions, and a second batch for the distances.
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

  /// What is played.
  enum Kind {
    /// One critic and one generator on a fixed batch.
    PLAIN,
    /// The family of that name on its own batches of the grid.
    BOURGAN
  }

  /// Multiplications a sample in each layer of a network, from input to output.
  @SuppressWarnings("ArrayRecordComponent") // a constant, never changed
  record Work(long... layers) {

    long forward() {
      return java.util.Arrays.stream(layers).sum();
    }

    /// Gradients of the weights cost as much as the way forward.
    long weights() {
      return forward();
    }

    /// Gradients of the inputs, too, but those of the first layer are needed only when somebody
    /// moves what enters there.
    long inputs(boolean first) {
      return forward() - (first ? 0 : layers[0]);
    }
  }

  /// The useful floating-point operations of a step: products only, a multiplication and an
  /// addition each. Activations, norms, losses and optimisers, a few in a hundred, are left out,
  /// and so are gradients that nobody reads.
  ///
  /// | move | generator | critic |
  /// |---|---|---|
  /// | critic's, real rows | | forward, weights, inputs but the first layer's |
  /// | critic's, fakes | forward | forward, weights, inputs but the first layer's |
  /// | generator's | forward, weights, inputs but the first layer's | forward, inputs |
  ///
  /// In BourGAN's the generator makes two batches.
  double flops() {
    int batches = game == Kind.BOURGAN ? 2 : 1;
    long criticMove =
        generator.forward() + 2 * (critic.forward() + critic.weights() + critic.inputs(false));
    long generatorMove =
        batches * (generator.forward() + generator.weights() + generator.inputs(false))
            + critic.forward()
            + critic.inputs(true);
    return 2.0 * batch * (criticMove + generatorMove);
  }

  /// A training that never ends, of what any user of the library would write.
  TrainingLoop run() {
    var key = new RandomKey(1);
    if (game == Kind.BOURGAN) {
      return bourgan(key);
    }
    var model = new Game(this, key.fold("init"));
    return new TrainingLoop(model, key.fold("run"), _ -> {});
  }

  private TrainingLoop bourgan(RandomKey key) {
    var grid = Datasets.open("grid");
    var usual = new Bourgan().defaults(grid);
    var plain = usual.options();
    var options =
        new everymode.model.gan.GanOptions(
            Long.MAX_VALUE,
            batch,
            net,
            net,
            plain.loss(),
            plain.penalties(),
            plain.packing(),
            plain.unroll(),
            plain.discriminatorSteps(),
            plain.generatorOptimizer(),
            plain.discriminatorOptimizer(),
            0);
    var config =
        new BourganConfig(
            usual.distance(), usual.embedding(), "", usual.sigma(), usual.alpha(), options);
    TrainingLoop run =
        new TrainingLoop(new Bourgan().build(config, grid, key.fold("init")), key, _ -> {});
    while (run.stageName().equals("embed")) {
      run.step();
    }
    return run;
  }

  private static final class Game implements Model {
    private final Case what;
    private final Prior prior;
    private final Layer generator;
    private final Layer discriminator;
    private final Player generatorPlayer;
    private final Player discriminatorPlayer;
    private final Batch real;

    Game(Case what, RandomKey init) {
      this.what = what;
      Optimizer adam = Optimizer.Adam.of(2e-4);
      prior = new Normal(what.latent);
      generator = what.net.generator(what.latent, what.shape, what.bounded, init.fold("generator"));
      discriminator = what.net.discriminator(what.shape, 1, init.fold("critic"));
      generatorPlayer = new Player(generator, adam, 0);
      discriminatorPlayer = new Player(discriminator, adam, 0);
      real = fixed(what, init.fold("real"));
    }

    private static Batch fixed(Case what, RandomKey key) {
      long[] full = new long[what.shape.length + 1];
      full[0] = what.batch;
      System.arraycopy(what.shape, 0, full, 1, what.shape.length);
      try (var _ = new Scope()) {
        Tensor x =
            what.bounded
                ? Ops.plus(Ops.times(RandomTensors.uniform(key, full), 2), -1)
                : RandomTensors.normal(key, full);
        return new Batch(Scope.own(x), Scope.own(Ops.range(what.batch)), null);
      }
    }

    @Override
    public Optional<Stage> stage(int index) {
      GeneratedSamples fakes =
          context ->
              generator.apply(
                  prior.sample(context.n(), context.key().fold("latent")).z(), context.pass());
      AdversarialLoss loss = AdversarialLoss.STANDARD;
      List<Action> acts =
          List.of(
              new Action.Update(
                  "critic", discriminatorPlayer, loss.discriminator(discriminator, fakes), 1),
              new Action.Update(
                  "generator", generatorPlayer, loss.generator(discriminator, fakes), 1));
      return Optional.of(
          new Stage.Play(
              "train",
              Long.MAX_VALUE,
              what.batch,
              (_, _, _) -> real,
              UpdateOrder.ALTERNATING,
              acts));
    }

    @Override
    public Sampler sampler() {
      throw new UnsupportedOperationException("steps are timed here, nothing is drawn");
    }

    @Override
    public void state(StateVisitor s) {
      s.child("generator", generatorPlayer);
      s.child("critic", discriminatorPlayer);
    }
  }
}
