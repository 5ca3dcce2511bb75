package everymode.model.autoregressive;

import everymode.data.Dataset;
import everymode.random.RandomKey;
import everymode.sample.Density;
import everymode.sample.Sampler;
import everymode.tensor.StateVisitor;
import everymode.train.Action;
import everymode.train.BuildContext;
import everymode.train.Model;
import everymode.train.Stage;
import everymode.train.UpdateOrder;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/// A model that is trained by maximum likelihood alone.
final class AutoregressiveModel implements Model, Density {

  private final AutoregressiveConfig config;
  private final Dataset data;
  private final AutoregressiveTraining training;

  AutoregressiveModel(BuildContext<AutoregressiveConfig> context) {
    config = context.config();
    data = context.data();
    RandomKey init = context.key().fold("network");
    training = new AutoregressiveTraining(config, data.domain(), init);
  }

  @Override
  public Optional<Stage> stage(int index) {
    return switch (index) {
      case 0 -> Optional.of(training.scale(data));
      case 1 ->
          Optional.of(
              new Stage.Play(
                  "train",
                  config.steps(),
                  config.batchSize(),
                  data.batches(),
                  UpdateOrder.ALTERNATING,
                  List.of(new Action.Update("nats", training.player(), training.likelihood(), 1))));
      default -> Optional.empty();
    };
  }

  @Override
  public Optional<Sampler> sampler() {
    return Optional.of(Sampler.blocks((n, key) -> data.domain().decode(training.sample(n, key))));
  }

  @Override
  public Tensor logProb(Tensor x) {
    return training.logProb(x);
  }

  @Override
  public void finish() {
    training.player().retire();
  }

  @Override
  public void state(StateVisitor s) {
    s.child("network", training);
  }
}
