package everymode.model.autoregressive;

import everymode.autoregressive.Known;
import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.random.RandomKey;
import everymode.sample.Density;
import everymode.sample.Inpainter;
import everymode.sample.Sampler;
import everymode.tensor.StateVisitor;
import everymode.train.BuildContext;
import everymode.train.Model;
import everymode.train.Stage;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/// A model that is trained by maximum likelihood alone.
final class AutoregressiveModel implements Model, Density, Inpainter {

  private final Dataset data;
  private final AutoregressiveTraining training;

  AutoregressiveModel(BuildContext<AutoregressiveConfig> context) {
    data = context.data();
    RandomKey init = context.key().fold("network");
    training = new AutoregressiveTraining(context.config(), data.domain(), init);
  }

  @Override
  public Optional<Stage> stage(int index) {
    return switch (index) {
      case 0 -> Optional.of(training.scale(data));
      case 1 -> Optional.of(training.fit("train", data));
      default -> Optional.empty();
    };
  }

  @Override
  public Optional<Sampler> sampler() {
    return Optional.of(Sampler.blocks((n, key) -> data.domain().decode(training.sample(n, key))));
  }

  @Override
  public Sampler inpainting(Tensor x, Tensor missing) {
    return Sampler.blocks((n, key) -> {
      Domain domain = data.domain();
      Tensor own = domain.encode(x.unsqueeze(0));
      long[] rows = own.shape();
      rows[0] = n;
      Known known = new Known(own.expand(rows), missing.logical_not().unsqueeze(0).expand(rows));
      return domain.decode(training.sample(known, key));
    });
  }

  @Override
  public Tensor logProb(Tensor x) {
    return training.logProb(x);
  }

  @Override
  public List<String> warnings() {
    List<String> constant =
        data.domain().columns().stream()
            .filter(Domain.Table.Column::constant)
            .map(Domain.Table.Column::name)
            .toList();
    return constant.isEmpty()
        ? List.of()
        : List.of(
            String.format(
                Locale.ROOT,
                "The density of columns that are constant in the training rows (%s) has no bound, so"
                    + " nll and bits-per-dim say little; leave them out of the table.",
                String.join(", ", constant)));
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
