package everymode.classifier;

import everymode.data.Batch;
import everymode.data.Dataset;
import everymode.error.EverymodeException;
import everymode.error.UsageException;
import everymode.io.Sha256;
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
import java.security.MessageDigest;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;

/// Trains a classifier on labelled data by cross-entropy, with averaged weights; images are
/// augmented by shifts of one or two pixels.
///
/// An interrupted training leaves `FILE.unfinished`, from which the same training resumes and ends
/// with byte-identical results.
public final class ClassifierTraining {

  private static final int BATCH = 128;
  private static final long SAVE_INTERVAL = 30_000_000_000L;

  private final Dataset data;
  private final Path out;
  private final long seed;
  private final ClassifierOptions options;
  private final Consumer<Event> watch;
  private final long steps;
  private final ClassifierNetwork net;
  private final Player player;
  private final TrainingLoop run;

  /// Prepares a training.
  ///
  /// @param data data with labels in the training and the held-out part
  /// @param out file of the classifier; must not exist
  /// @param seed seed of initial weights and random draws
  /// @param steps training steps; 0 for a default that depends on the data
  /// @param watch receives an event after each step
  /// @throws EverymodeException when the data have no labels or the file exists
  public ClassifierTraining(Dataset data, Path out, long seed, long steps, Consumer<Event> watch) {
    this(data, out, seed, steps, ClassifierOptions.defaults(), watch);
  }

  /// Prepares a training of a chosen network.
  ///
  /// @param data data with labels in the training and the held-out part
  /// @param out file of the classifier; must not exist
  /// @param seed seed of initial weights and random draws
  /// @param steps training steps; 0 for a default that depends on the data
  /// @param watch receives an event after each step
  /// @throws EverymodeException when the data have no labels, the options do not fit them, or the
  ///   file exists
  public ClassifierTraining(
      Dataset data,
      Path out,
      long seed,
      long steps,
      ClassifierOptions options,
      Consumer<Event> watch) {
    if (data.train().label() == null
        || data.heldOut().label() == null
        || data.classes().size() < 2) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "a classifier needs labelled data with at least 2 classes, but '%s' has %d; choose other data",
              data.name(),
              data.classes().size()));
    }
    if (Files.exists(out)) {
      throw new EverymodeException(
          out + " exists already and a classifier is never overwritten; choose another --out");
    }
    this.data = data;
    this.out = out;
    this.seed = seed;
    this.options = options;
    this.watch = watch;
    this.steps = steps > 0 ? steps : defaultSteps(data);
    RandomKey key = new RandomKey(seed).fold("judge");
    net = network(data, options, key.fold("init"));
    player = new Player(net, new Optimizer.Adam(1e-3, 0.9, 0.999, 1e-8), options.emaDecay());
    Stage stage =
        new Stage.Play(
            "classifier",
            this.steps,
            BATCH,
            data.batches(),
            UpdateOrder.ALTERNATING,
            List.of(new Action.Update("classifier", "judge", player, objective(), 1)));
    Model model =
        Model.of(
            stage,
            (_, _) -> {
              throw new IllegalStateException("a classifier draws no samples");
            },
            player);
    run = new TrainingLoop(model, key.fold("run"), watch);
  }

  private static ClassifierNetwork network(
      Dataset data, ClassifierOptions options, RandomKey init) {
    try {
      return new ClassifierNetwork(data.domain().shape(), data.classes().size(), options, init);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  /// Five epochs, but at least 1,500 and at most 6,000 steps.
  private static long defaultSteps(Dataset data) {
    return Math.clamp(5L * data.train().size() / BATCH, 1_500, 6_000);
  }

  private Objective objective() {
    return context -> {
      Batch real = context.real();
      Tensor x = shifted(real.x(), context.key().fold("move"));
      Tensor logits = net.logits(net.features(x, context.pass()), context.pass());
      return Ops.crossEntropy(logits, Objects.requireNonNull(real.label()));
    };
  }

  /// Shifts images at random; new pixels are −1, which is black in model units.
  private Tensor shifted(Tensor x, RandomKey key) {
    int side = data.domain().image().map(i -> Math.min(i.height(), i.width())).orElse(0);
    if (side < 8) {
      return x;
    }
    int most = side >= 16 ? 2 : 1;
    int parts = 4; // each quarter of a batch is shifted differently
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

  /// Total number of training steps.
  ///
  /// @return at least 1
  public long steps() {
    return steps;
  }

  /// Resumes an interrupted training with the same settings.
  ///
  /// @return true when there was one
  /// @throws EverymodeException when the saved state is of a training with other settings
  public boolean resume() {
    if (!Files.exists(part())) {
      return false;
    }
    try (var _ = new Scope()) {
      TensorFile.Contents contents = TensorFile.read(part());
      if (!contents.metadata().equals(metadata())) {
        throw new EverymodeException(
            part() + " is of a training with other data, seed, steps or options; remove it");
      }
      StateSnapshot.into(run, contents.tensors());
      return true;
    }
  }

  private Path part() {
    return out.resolveSibling(out.getFileName() + ".unfinished");
  }

  private Map<String, String> metadata() {
    return Map.of(
        "data", data.hash(),
        "seed", Long.toString(seed),
        "steps", Long.toString(steps),
        "options", options.text());
  }

  /// Trains until the end or until it is stopped; then saves.
  ///
  /// @param stop checked before each step
  /// @return true when the training is complete
  public boolean train(BooleanSupplier stop) {
    return train(stop, 0);
  }

  /// Trains until the end or until it is stopped, and measures the accuracy on held-out rows from
  /// time to time; then saves.
  ///
  /// @param stop checked before each step
  /// @param every steps between two measurements, reported as `accuracy`; 0 for none
  /// @return true when the training is complete
  public boolean train(BooleanSupplier stop, long every) {
    long saved = System.nanoTime();
    while (!stop.getAsBoolean() && run.step()) {
      long step = player.updates();
      if (every > 0 && step % every == 0) {
        watch.accept(new Event.Measured(step, Map.of("accuracy", withAverages(this::accuracy))));
      }
      if (System.nanoTime() - saved > SAVE_INTERVAL) {
        save();
        saved = System.nanoTime();
      }
    }
    if (!run.finished()) {
      save();
    }
    return run.finished();
  }

  private double accuracy() {
    try (var _ = new Scope()) {
      return ClassifierAccuracy.of(classifier(), data).value();
    }
  }

  private void save() {
    try (var _ = new Scope()) {
      TensorFile.write(part(), StateSnapshot.of(run), metadata());
    } catch (IOException e) {
      throw new EverymodeException("cannot write " + part() + ": " + e.getMessage(), e);
    }
  }

  /// Measures the accuracy on held-out rows and writes the file of the classifier.
  public ClassifierCard finish() {
    return withAverages(() -> {
      try (var _ = new Scope()) {
        TrainedClassifier classifier = classifier();
        ClassifierCard card = card(classifier.card().id(), ClassifierAccuracy.of(classifier, data));
        new TrainedClassifier(card, net, classifier.shift(), classifier.scale()).write(out);
        Files.deleteIfExists(part());
        return card;
      } catch (IOException e) {
        throw new EverymodeException("cannot write " + out + ": " + e.getMessage(), e);
      }
    });
  }

  /// The classifier with the present weights.
  private TrainedClassifier classifier() {
    long[] one = TrainedClassifier.batchOfOne(data.domain().shape());
    Tensor low = data.domain().encode(Ops.zeros(one)); // (0 − shift) / scale
    Tensor high = data.domain().encode(Ops.full(1, one));
    Tensor scale = Ops.full(1, one).div(high.sub(low));
    Tensor shift = low.mul(scale).neg();
    ClassifierCard blank =
        card(
            "classifier:" + name() + "@" + weightsHash(),
            ClassifierAccuracy.of(0, data.heldOut().size()));
    return new TrainedClassifier(blank, net, shift, scale);
  }

  /// The result of work while the network has its averaged weights.
  private <T> T withAverages(Supplier<T> work) {
    try (var _ = new Scope()) {
      var own = new IdentityHashMap<Tensor, Tensor>();
      player.averages().keySet().forEach(weight -> own.put(weight, weight.detach().clone()));
      copy(player.averages());
      T result = work.get();
      copy(own);
      return result;
    }
  }

  private static void copy(Map<Tensor, Tensor> values) {
    Autograd.noGrad(() -> {
      values.forEach((weight, value) -> weight.copy_(value));
      return values;
    });
  }

  private String name() {
    String file = data.name().split("[:\\[]", 2)[0];
    String last = file.substring(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
    String safe = last.replaceAll("[^A-Za-z0-9._-]+", "-");
    return safe + (data.domain().image().isPresent() ? "-cnn" : "-mlp");
  }

  /// The first four hexadecimal digits of a hash of the weights.
  private String weightsHash() {
    MessageDigest digest = Sha256.begin();
    StateSnapshot.of(net).values().forEach(t -> digest.update(Ops.bytes(t.detach().contiguous())));
    return Sha256.hex(digest).substring(0, 4);
  }

  private ClassifierCard card(String id, ClassifierAccuracy accuracy) {
    long[] shape = data.domain().shape();
    return new ClassifierCard(
        id, shape, options, data.classes(), data.name(), data.hash(), seed, steps, accuracy);
  }
}
