package everymode.judge;

import everymode.chance.Chance;
import everymode.data.Batch;
import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.error.EverymodeException;
import everymode.error.UsageException;
import everymode.tensor.Grad;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import everymode.tensor.Snapshot;
import everymode.tensor.TensorFile;
import everymode.train.Act;
import everymode.train.Event;
import everymode.train.Model;
import everymode.train.Objective;
import everymode.train.Optimizer;
import everymode.train.Order;
import everymode.train.Player;
import everymode.train.Run;
import everymode.train.Stage;
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
public final class JudgeTraining {

  private static final int BATCH = 128;
  private static final int MAPS = 16;
  private static final long SAVE = 30_000_000_000L;

  private final Dataset data;
  private final Path out;
  private final long seed;
  private final long steps;
  private final JudgeNet net;
  private final Player player;
  private final Run run;

  /// Plans a training.
  ///
  /// @param data with labels on both sides
  /// @param out where the judge shall lie; must not exist
  /// @param seed decides first weights and draws
  /// @param steps of training; 0 for what suits the data
  /// @param watch told after each step
  /// @throws EverymodeException when the data have no labels or the file exists
  public JudgeTraining(Dataset data, Path out, long seed, long steps, Consumer<Event> watch) {
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
    Chance chance = new Chance(seed).at("judge");
    net = new JudgeNet(data.domain().shape(), data.classes().size(), MAPS, chance.at("init"));
    player = new Player(net, new Optimizer.Adam(1e-3, 0.9, 0.999, 1e-8), 0.999);
    Stage stage =
        new Stage.Play(
            "judge",
            this.steps,
            BATCH,
            data.batches(),
            Order.ALTERNATING,
            List.of(new Act.Move("judge", player, objective(), 1)));
    Model model =
        Model.of(
            stage,
            (_, _) -> {
              throw new IllegalStateException("a judge draws no samples");
            },
            player);
    run = new Run(model, chance.at("run"), watch);
  }

  /// Passes over the data: enough for small sets to settle, few for large ones.
  private static long usual(Dataset data) {
    long rows = data.train().size();
    return Math.clamp(5 * rows / BATCH, 1_500, 6_000);
  }

  private Objective objective() {
    return turn -> {
      Batch real = turn.real();
      Tensor x = moved(real.x(), turn.chance().at("move"));
      Tensor logits = net.logits(net.features(x, turn.pass()), turn.pass());
      return Ops.crossEntropy(logits, Objects.requireNonNull(real.label()));
    };
  }

  /// Model units are −1 where an image is black.
  private Tensor moved(Tensor x, Chance chance) {
    if (!(data.domain() instanceof Domain.Images(int _, int h, int w)) || Math.min(h, w) < 8) {
      return x;
    }
    int most = Math.min(h, w) >= 16 ? 2 : 1;
    int parts = 4; // each quarter of a batch moves its own way
    long n = x.size(0);
    Tensor[] all = new Tensor[parts];
    for (int p = 0; p < parts; p++) {
      var random = chance.at(p).random();
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
      Snapshot.into(run, contents.tensors());
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
    if (!run.over()) {
      save();
    }
    return run.over();
  }

  private void save() {
    try (var _ = new Scope()) {
      TensorFile.write(part(), Snapshot.of(run), marks());
    } catch (IOException e) {
      throw new EverymodeException("cannot write " + part() + ": " + e.getMessage(), e);
    }
  }

  /// Measures the judge on held-out rows and writes its file.
  ///
  /// @return what is known of it
  public JudgeCard finish() {
    try (var _ = new Scope()) {
      settle();
      Domain domain = data.domain();
      Tensor zero = Ops.zeros(one(domain));
      Tensor at = Ops.full(1, one(domain));
      Tensor low = domain.encode(zero); // (0 − shift) / scale
      Tensor scale = Ops.full(1, one(domain)).div(domain.encode(at).sub(low));
      Tensor shift = low.mul(scale).neg();
      JudgeCard blank =
          card("judge:" + name() + "@" + weights(), Accuracy.of(0, data.heldOut().size()));
      var judge = new NetJudge(blank, net, shift, scale);
      JudgeCard card = card(blank.id(), Accuracy.of(judge, data));
      new NetJudge(card, net, shift, scale).write(out);
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
    Grad.without(() -> {
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
      Snapshot.of(net).values().forEach(t -> digest.update(Ops.bytes(t.detach().contiguous())));
      return HexFormat.of().formatHex(digest.digest()).substring(0, 4);
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private JudgeCard card(String id, Accuracy accuracy) {
    long[] shape = data.domain().shape();
    return new JudgeCard(
        id, shape, MAPS, data.classes(), data.name(), data.hash(), seed, steps, accuracy);
  }
}
