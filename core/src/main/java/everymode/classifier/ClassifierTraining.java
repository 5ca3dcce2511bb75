package everymode.classifier;

import everymode.data.Batch;
import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.error.EverymodeException;
import everymode.error.UsageException;
import everymode.io.TensorFile;
import everymode.random.RandomKey;
import everymode.tensor.Autograd;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import everymode.tensor.StateSnapshot;
import everymode.train.Action;
import everymode.train.Event;
import everymode.train.Model;
import everymode.train.Objective;
import everymode.train.Optimizer;
import everymode.train.Player;
import everymode.train.Stage;
import everymode.train.TrainingLoop;
import everymode.train.UpdateOrder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.bytedeco.pytorch.Tensor;

/// Trains a judge on labelled data by cross-entropy, with averaged weights; images are moved by a
/// pixel or two.
///
/// A training that was stopped leaves `FILE.unfinished` behind, from which the same training goes
/// on with the same bytes.
public final class ClassifierTraining {

  private static final int BATCH = 128;
  private static final int MAPS = 16;
  private static final long SAVE = 30_000_000_000L;

  private final Dataset data;
  private final Path out;
  private final long seed;
  private final long steps;
  private final ClassifierNetwork net;
  private final Player player;
  private final TrainingLoop run;

  /// Plans a training.
  ///
  /// @param data with labels on both sides
  /// @param out where the judge shall lie; must not exist
  /// @param seed decides first weights and draws
  /// @param steps of training; 0 for what suits the data
  /// @param watch told after each step
  /// @throws EverymodeException when the data have no labels or the file exists
  public ClassifierTraining(Dataset data, Path out, long seed, long steps, Consumer<Event> watch) {
    if (data.train().label() == null
        || data.heldOut().label() == null
        || data.classes().size() < 2) {
      throw new UsageException(
          "a judge needs labelled data with at least 2 classes, but '%s' has %d; choose other data"
              .formatted(data.name(), data.classes().size()));
    }
    if (Files.exists(out)) {
      throw new EverymodeException(
          out + " exists already and a judge is never overwritten; choose another --out");
    }
    this.data = data;
    this.out = out;
    this.seed = seed;
    this.steps = steps > 0 ? steps : usual(data);
    RandomKey key = new RandomKey(seed).fold("judge");
    net =
        new ClassifierNetwork(data.domain().shape(), data.classes().size(), MAPS, key.fold("init"));
    player = new Player(net, new Optimizer.Adam(1e-3, 0.9, 0.999, 1e-8), 0.999);
    Stage stage =
        new Stage.Play(
            "judge",
            this.steps,
            BATCH,
            data.batches(),
            UpdateOrder.ALTERNATING,
            List.of(new Action.Update("judge", player, objective(), 1)));
    Model model =
        Model.of(
            stage,
            (_, _) -> {
              throw new IllegalStateException("a judge draws no samples");
            },
            player);
    run = new TrainingLoop(model, key.fold("run"), watch);
  }

  /// Passes over the data: enough for small sets to settle, few for large ones.
  private static long usual(Dataset data) {
    long rows = data.train().size();
    return Math.clamp(5 * rows / BATCH, 1_500, 6_000);
  }

  private Objective objective() {
    return context -> {
      Batch real = context.real();
      Tensor x = moved(real.x(), context.key().fold("move"));
      Tensor logits = net.logits(net.features(x, context.pass()), context.pass());
      return Ops.crossEntropy(logits, Objects.requireNonNull(real.label()));
    };
  }

  /// Model units are −1 where an image is black.
  private Tensor moved(Tensor x, RandomKey key) {
    if (!(data.domain() instanceof Domain.Images(int _, int h, int w)) || Math.min(h, w) < 8) {
      return x;
    }
    int most = Math.min(h, w) >= 16 ? 2 : 1;
    int parts = 4; // each quarter of a batch moves its own way
    long n = x.size(0);
    Tensor[] all = new Tensor[parts];
    for (int p = 0; p < parts; p++) {
      var random = key.fold(p).random();
      long from = p * n / parts;
      Tensor part = Ops.rows(x, from, (p + 1) * n / parts - from);
      all[p] =
          Ops.shifted(part, random.nextInt(-most, most + 1), random.nextInt(-most, most + 1), -1);
    }
    return Ops.cat(all);
  }

  /// How many steps there are.
  ///
  /// @return at least 1
  public long steps() {
    return steps;
  }

  /// Goes on where an earlier, equal training stopped.
  ///
  /// @return true when there was one
  /// @throws EverymodeException when what it left behind is of another training
  public boolean resume() {
    if (!Files.exists(part())) {
      return false;
    }
    try (var _ = new Scope()) {
      TensorFile.Contents contents = TensorFile.read(part());
      if (!contents.metadata().equals(marks())) {
        throw new EverymodeException(
            part() + " was left by a training with other data, seed or steps; remove it");
      }
      StateSnapshot.into(run, contents.tensors());
      return true;
    }
  }

  private Path part() {
    return out.resolveSibling(out.getFileName() + ".unfinished");
  }

  private Map<String, String> marks() {
    return Map.of("data", data.hash(), "seed", Long.toString(seed), "steps", Long.toString(steps));
  }

  /// Trains until the end or until it is told to stop; then saves.
  ///
  /// @param stop asked after each step
  /// @return true when the training is over
  public boolean train(BooleanSupplier stop) {
    long saved = System.nanoTime();
    while (!stop.getAsBoolean() && run.step()) {
      if (System.nanoTime() - saved > SAVE) {
        save();
        saved = System.nanoTime();
      }
    }
    if (!run.finished()) {
      save();
    }
    return run.finished();
  }

  private void save() {
    try (var _ = new Scope()) {
      TensorFile.write(part(), StateSnapshot.of(run), marks());
    } catch (IOException e) {
      throw new EverymodeException("cannot write " + part() + ": " + e.getMessage(), e);
    }
  }

  /// Measures the judge on held-out rows and writes its file.
  ///
  /// @return what is known of it
  public ClassifierCard finish() {
    try (var _ = new Scope()) {
      settle();
      Domain domain = data.domain();
      Tensor zero = Ops.zeros(one(domain));
      Tensor at = Ops.full(1, one(domain));
      Tensor low = domain.encode(zero); // (0 − shift) / scale
      Tensor scale = Ops.full(1, one(domain)).div(domain.encode(at).sub(low));
      Tensor shift = low.mul(scale).neg();
      ClassifierCard blank =
          card(
              "classifier:" + name() + "@" + weights(),
              ClassifierAccuracy.of(0, data.heldOut().size()));
      var judge = new TrainedClassifier(blank, net, shift, scale);
      ClassifierCard card = card(blank.id(), ClassifierAccuracy.of(judge, data));
      new TrainedClassifier(card, net, shift, scale).write(out);
      Files.deleteIfExists(part());
      return card;
    } catch (IOException e) {
      throw new EverymodeException("cannot write " + out + ": " + e.getMessage(), e);
    }
  }

  private static long[] one(Domain domain) {
    long[] shape = domain.shape();
    long[] one = new long[shape.length + 1];
    one[0] = 1;
    System.arraycopy(shape, 0, one, 1, shape.length);
    return one;
  }

  /// Puts the averaged weights into the network.
  private void settle() {
    Autograd.noGrad(() -> {
      player.averages().forEach((own, average) -> own.copy_(average));
      return net;
    });
  }

  private String name() {
    String file = data.name().split("[:\\[]", 2)[0];
    String last = file.substring(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
    String tame = last.replaceAll("[^A-Za-z0-9._-]+", "-");
    return tame + (data.domain() instanceof Domain.Images ? "-cnn" : "-mlp");
  }

  /// The first four hexadecimal digits of a hash of the weights.
  private String weights() {
    try {
      var digest = java.security.MessageDigest.getInstance("SHA-256");
      StateSnapshot.of(net)
          .values()
          .forEach(t -> digest.update(Ops.bytes(t.detach().contiguous())));
      return HexFormat.of().formatHex(digest.digest()).substring(0, 4);
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private ClassifierCard card(String id, ClassifierAccuracy accuracy) {
    long[] shape = data.domain().shape();
    return new ClassifierCard(
        id, shape, MAPS, data.classes(), data.name(), data.hash(), seed, steps, accuracy);
  }
}
