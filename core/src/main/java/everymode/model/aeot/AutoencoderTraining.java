package everymode.model.aeot;

import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.nn.Architecture;
import everymode.nn.ForwardContext;
import everymode.nn.Layer;
import everymode.nn.ModuleDict;
import everymode.nn.Parameterised;
import everymode.random.RandomKey;
import everymode.tensor.Autograd;
import everymode.tensor.Ops;
import everymode.tensor.StateVisitor;
import everymode.train.Action;
import everymode.train.Objective;
import everymode.train.Player;
import everymode.train.Stage;
import everymode.train.StepContext;
import everymode.train.UpdateOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;

/// An encoder and a decoder, trained together and then the decoder alone.
///
/// The first objective is the mean squared error of reconstructions plus the sum of |code| over the
/// batch times `sparsity`; the second is the error alone, with the encoder frozen, in evaluation
/// mode.
final class AutoencoderTraining implements Coding {

  private final AutoencoderSettings settings;
  private final Dataset data;
  private final Layer encoder;
  private final Layer decoder;
  private final Player both;
  private final Player refined;

  /// @param decoder the configuration of the network from codes to samples
  /// @param init random key of the initial weights
  AutoencoderTraining(
      AutoencoderSettings settings, Architecture decoder, Dataset data, RandomKey init) {
    this.settings = settings;
    this.data = data;
    Domain domain = data.domain();
    int dim = settings.latentDim();
    encoder = settings.encoder().discriminator(domain.shape(), dim, init.fold("encoder"));
    this.decoder = decoder.generator(dim, domain.shape(), domain.range(), init.fold("decoder"));
    Map<String, Parameterised> parts = new LinkedHashMap<>();
    parts.put("encoder", encoder);
    parts.put("decoder", this.decoder);
    both = new Player(new ModuleDict(parts), settings.optimizer(), 0);
    refined = new Player(this.decoder, settings.optimizer(), 0);
  }

  @Override
  public int dim() {
    return settings.latentDim();
  }

  @Override
  public Layer decoder() {
    return decoder;
  }

  /// Codes of samples, with the encoder in evaluation mode.
  @Override
  public Tensor encode(Tensor x) {
    return encoder.apply(x, ForwardContext.evaluation());
  }

  @Override
  public List<Supplier<Stage>> stages() {
    return List.of(
        () -> play("autoencoder", settings.steps(), both, this::together),
        () -> play("refine", settings.refineSteps(), refined, this::decoding));
  }

  private Stage play(String name, long steps, Player player, Objective objective) {
    return new Stage.Play(
        name,
        steps,
        settings.batchSize(),
        data.batches(),
        UpdateOrder.ALTERNATING,
        List.of(new Action.Update("reconstruction", player, objective, 1)));
  }

  private Tensor together(StepContext context) {
    Tensor x = context.real().x(); // [n, ...]
    Tensor z = encoder.apply(x, context.pass()); // [n, latentDim]
    Tensor error = decoder.apply(z, context.pass()).sub(x).square().mean();
    return error.add(Ops.times(z.abs().sum(), settings.sparsity()));
  }

  private Tensor decoding(StepContext context) {
    Tensor x = context.real().x(); // [n, ...]
    Tensor z = Autograd.noGrad(() -> encode(x)); // [n, latentDim]
    return decoder.apply(z, context.pass()).sub(x).square().mean();
  }

  @Override
  public void retire() {
    both.retire();
    refined.retire();
  }

  @Override
  public void state(StateVisitor s) {
    s.child("both", both);
    s.child("refined", refined);
  }
}
