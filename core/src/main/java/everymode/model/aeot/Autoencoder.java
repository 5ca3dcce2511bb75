package everymode.model.aeot;

import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.nn.ForwardContext;
import everymode.prior.LatentBatch;
import everymode.prior.Prior;
import everymode.random.RandomKey;
import everymode.train.BuildContext;
import everymode.train.DefaultsContext;
import everymode.train.Family;
import everymode.train.Model;
import everymode.train.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// An autoencoder. Its samples are reconstructions of training rows: the best that a generator of
/// its codes can reach.
public final class Autoencoder implements Family<AutoencoderConfig> {

  @Override
  public String name() {
    return "autoencoder";
  }

  @Override
  public String summary() {
    return "an encoder and a decoder, whose samples are reconstructions of training rows";
  }

  @Override
  public boolean accepts(Domain domain) {
    return domain.grid().isEmpty(); // reconstructions are numbers, not tiles
  }

  @Override
  public boolean generates() {
    return false;
  }

  @Override
  public AutoencoderConfig defaults(DefaultsContext context) {
    return AeotDefaults.autoencoder(context);
  }

  @Override
  public Model build(BuildContext<AutoencoderConfig> context) {
    AutoencoderConfig config = context.config();
    Dataset data = context.data();
    RandomKey key = context.key();
    Coding coding =
        new AutoencoderTraining(config.autoencoder(), config.decoder(), data, key.fold("coding"));
    Codes codes = new Codes(data, coding, config.targets(), key.fold("rows"));
    List<Supplier<Stage>> stages = new ArrayList<>(coding.stages());
    stages.add(codes::stage);
    Prior rows =
        new Prior() {
          @Override
          public int dim() {
            return codes.dim();
          }

          @Override
          public LatentBatch sample(int n, RandomKey own, ForwardContext pass) {
            return new LatentBatch(codes.some(n, own), null);
          }
        };
    return new CodingModel(
        data.domain(),
        coding,
        rows,
        coding.decoder(),
        ForwardContext::evaluation,
        stages,
        s -> s.child("codes", codes),
        coding::retire);
  }
}
