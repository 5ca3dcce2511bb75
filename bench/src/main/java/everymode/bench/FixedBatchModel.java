package everymode.bench;

import everymode.data.Batch;
import everymode.loss.AdversarialLoss;
import everymode.loss.GeneratedSamples;
import everymode.nn.Architecture;
import everymode.nn.Dcgan;
import everymode.nn.Layer;
import everymode.nn.Mlp;
import everymode.nn.Norm;
import everymode.prior.NormalPrior;
import everymode.prior.Prior;
import everymode.random.RandomKey;
import everymode.sample.OutputRange;
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

/// The standard game on a batch that stays the same, written with the library's public API.
final class FixedBatchModel implements Model {

  private final Prior prior;
  private final Layer generator;
  private final Layer discriminator;
  private final Player generatorPlayer;
  private final Player discriminatorPlayer;
  private final Batch real;

  /// Two-dimensional points.
  static Case mlp() {
    Work hidden = new Work(2 * 128, 128 * 128, 128 * 2);
    Work critic = new Work(2 * 128, 128 * 128, 128);
    return new Case(
        "mlp-gan-step",
        40,
        1000,
        1.5,
        Work.step(hidden, critic, 512, 1, 0, false),
        () -> loop(Mlp.of(128, 128), 2, false, 512, 2));
  }

  /// Colour images of 32 by 32 pixels.
  ///
  /// Multiplications of a convolution with 4×4 kernels and stride 2 for one image: input channels
  /// times output channels times 16 times the pixels of the smaller side, also when transposed.
  static Case dcgan() {
    Work generator =
        new Work(100 * 256 * 16, 256 * 128 * 16 * 16, 128 * 64 * 16 * 64, 64 * 3 * 16 * 256);
    Work critic = new Work(3 * 64 * 16 * 256, 64 * 128 * 16 * 64, 128 * 256 * 16 * 16, 256 * 16);
    return new Case(
        "dcgan32-step",
        2,
        8,
        1.5,
        Work.step(generator, critic, 64, 1, 0, false),
        () -> loop(new Dcgan(64, new Norm.Batch()), 100, true, 64, 3, 32, 32));
  }

  private static TrainingLoop loop(
      Architecture net, int latent, boolean bounded, int batch, long... shape) {
    var key = new RandomKey(1);
    var model = new FixedBatchModel(net, latent, bounded, batch, shape, key.fold("init"));
    return new TrainingLoop(model, key.fold("run"), _ -> {});
  }

  private FixedBatchModel(
      Architecture net, int latent, boolean bounded, int batch, long[] shape, RandomKey init) {
    Optimizer adam = Optimizer.Adam.of(2e-4);
    prior = new NormalPrior(latent);
    OutputRange range = bounded ? OutputRange.TANH : OutputRange.LINEAR;
    generator = net.generator(latent, shape, range, init.fold("generator"));
    discriminator = net.discriminator(shape, 1, init.fold("critic"));
    generatorPlayer = new Player(generator, adam, 0);
    discriminatorPlayer = new Player(discriminator, adam, 0);
    real = fixed(batch, shape, bounded, init.fold("real"));
  }

  private static Batch fixed(int batch, long[] shape, boolean bounded, RandomKey key) {
    long[] full = new long[shape.length + 1];
    full[0] = batch;
    System.arraycopy(shape, 0, full, 1, shape.length);
    try (var _ = new Scope()) {
      Tensor x =
          bounded
              ? Ops.plus(Ops.times(RandomTensors.uniform(key, full), 2), -1)
              : RandomTensors.normal(key, full);
      return new Batch(Scope.own(x), Scope.own(Ops.range(batch)), null);
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
    int batch = Math.toIntExact(real.x().size(0));
    return Optional.of(
        new Stage.Play(
            "train", Long.MAX_VALUE, batch, (_, _, _) -> real, UpdateOrder.ALTERNATING, actions));
  }

  @Override
  public void state(StateVisitor s) {
    s.child("generator", generatorPlayer);
    s.child("discriminator", discriminatorPlayer);
  }
}
