package everymode.model.aeot;

import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.nn.ForwardContext;
import everymode.random.RandomKey;
import everymode.train.BuildContext;
import everymode.train.DefaultsContext;
import everymode.train.Family;
import everymode.train.Model;
import everymode.train.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Decodes the extended optimal transport of a box to the codes of the data.
public final class Aeot implements Family<AeotConfig> {

  @Override
  public String name() {
    return "aeot";
  }

  @Override
  public String summary() {
    return "an autoencoder whose codes are drawn by optimal transport, which has edges at gaps";
  }

  @Override
  public boolean accepts(Domain domain) {
    return domain.grid().isEmpty(); // reconstructions are numbers, not tiles
  }

  @Override
  public AeotConfig defaults(DefaultsContext context) {
    return AeotDefaults.aeot(context);
  }

  @Override
  public Model build(BuildContext<AeotConfig> context) {
    AeotConfig config = context.config();
    Dataset data = context.data();
    RandomKey key = context.key();
    Coding coding = Coding.of(config.autoencoder(), config.decoder(), data, key.fold("coding"));
    Codes codes = new Codes(data, coding, config.targets(), key.fold("rows"));
    CodeTransport transport =
        new CodeTransport(codes, config.transport(), config.extension(), key.fold("transport"));
    List<Supplier<Stage>> stages = new ArrayList<>(coding.stages());
    stages.addAll(
        List.of(codes::stage, transport::solve, transport::measure, transport::neighbours));
    return new CodingModel(
        data.domain(),
        coding,
        transport,
        coding.decoder(),
        ForwardContext::evaluation,
        stages,
        s -> s.child("transport", transport),
        coding::retire);
  }
}
