package everymode.model.pointwise;

import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.loss.AdversarialLoss;
import everymode.nn.ForwardContext;
import everymode.nn.Layer;
import everymode.random.RandomKey;
import everymode.sample.Sampler;
import everymode.tensor.Device;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.StateVisitor;
import everymode.tensor.Stateful;
import everymode.train.Action;
import everymode.train.Player;
import everymode.train.Stage;
import everymode.train.UpdateOrder;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// A classifier of real against generated samples with equal class frequencies: its optimal logit
/// is `ln p(x) − ln g(x)`, of the distributions with added noise if there is any.
final class RatioClassifier implements Stateful {

  private final RatioSpec spec;
  private final Domain domain;
  private final Layer net;
  private final Player player;

  RatioClassifier(RatioSpec spec, Domain domain, RandomKey init) {
    this.spec = spec;
    this.domain = domain;
    net = spec.network().discriminator(domain.shape(), 1, init);
    player = new Player(net, spec.optimizer(), 0);
  }

  /// The training stage of the classifier.
  ///
  /// @param data real samples
  /// @param generated generated samples
  Stage stage(Dataset data, Sampler generated) {
    Action update =
        new Action.Update(
            "classifier",
            player,
            context -> {
              RandomKey key = context.key();
              Tensor samples = generated.sample(context.n(), key.fold("samples")); // data units
              Tensor fake = domain.encode(Device.current().bring(samples)); // [n, ...]
              Tensor real = noisy(context.real().x(), key.fold("real noise")); // [n, ...]
              return AdversarialLoss.STANDARD.discriminator(
                  net.apply(real, context.pass()),
                  net.apply(noisy(fake, key.fold("noise")), context.pass()));
            },
            1);
    return new Stage.Play(
        "classify",
        spec.steps(),
        spec.batchSize(),
        data.batches(),
        UpdateOrder.ALTERNATING,
        List.of(update));
  }

  private Tensor noisy(Tensor x, RandomKey key) {
    return spec.noise() == 0
        ? x
        : x.add(Ops.times(RandomTensors.normal(key, x.shape()), spec.noise()));
  }

  Tensor logit(Tensor x) {
    return net.apply(x, ForwardContext.evaluation());
  }

  @Override
  public void state(StateVisitor s) {
    s.child("player", player);
  }
}
