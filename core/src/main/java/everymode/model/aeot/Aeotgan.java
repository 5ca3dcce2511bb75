package everymode.model.aeot;

import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.loss.AdversarialObjectives;
import everymode.loss.GeneratedBatch;
import everymode.model.gan.GanSettings;
import everymode.model.gan.TwoPlayers;
import everymode.nn.Layer;
import everymode.random.RandomKey;
import everymode.train.BuildContext;
import everymode.train.DefaultsContext;
import everymode.train.Family;
import everymode.train.Model;
import everymode.train.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// The adversarial network whose latent distribution is the transport to the codes of the data, and
/// whose generator begins as their decoder.
public final class Aeotgan implements Family<AeotganConfig> {

  @Override
  public String name() {
    return "aeotgan";
  }

  @Override
  public String summary() {
    return "an adversarial network over the codes of an autoencoder, drawn by optimal transport";
  }

  @Override
  public boolean accepts(Domain domain) {
    return domain.grid().isEmpty(); // reconstructions are numbers, not tiles
  }

  @Override
  public AeotganConfig defaults(DefaultsContext context) {
    return AeotDefaults.aeotgan(context);
  }

  @Override
  public Model build(BuildContext<AeotganConfig> context) {
    AeotganConfig config = context.config();
    GanSettings settings = config.settings();
    Dataset data = context.data();
    RandomKey key = context.key();
    int dim = config.autoencoder().latentDim();
    Coding coding = Coding.of(config.autoencoder(), settings.generator(), data, key.fold("coding"));
    Codes codes = new Codes(data, coding, config.targets(), key.fold("rows"));
    CodeTransport transport =
        new CodeTransport(codes, config.transport(), config.extension(), key.fold("transport"));
    Layer generator =
        dim == 0
            ? settings.newGenerator(coding.dim(), data.domain(), key.fold("generator"))
            : coding.decoder();
    Layer discriminator = settings.newDiscriminator(data.domain(), 1, key.fold("critic"));
    TwoPlayers players =
        new TwoPlayers(settings, data, transport, Map.of("network", generator), discriminator);
    AdversarialObjectives plain = settings.objectives();
    PairedTerm paired =
        new PairedTerm(generator, coding::encode, config.content(), config.consistency());
    var generated = new GeneratedBatch(generator, transport, "latent");
    List<Supplier<Stage>> stages = new ArrayList<>(coding.stages());
    stages.addAll(
        List.of(
            codes::stage,
            transport::solve,
            transport::measure,
            transport::neighbours,
            transport::pool,
            () ->
                players.game(
                    plain.discriminator(discriminator, generated),
                    plain.generator(discriminator, generated).plus(1, paired),
                    List.of())));
    return new CodingModel(
        data.domain(),
        coding,
        transport,
        generator,
        players::use,
        stages,
        players,
        () -> {
          coding.retire();
          transport.retire();
          players.finish();
        });
  }
}
