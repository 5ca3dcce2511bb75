import everymode.random.RandomKey;
import everymode.data.catalog.Datasets;
import everymode.loss.AdversarialLoss;
import everymode.loss.GeneratedSamples;
import everymode.metric.Evaluation;
import everymode.nn.ForwardContext;
import everymode.nn.Layer;
import everymode.nn.Mlp;
import everymode.prior.NormalPrior;
import everymode.prior.Prior;
import everymode.tensor.Backend;
import everymode.tensor.StateVisitor;
import everymode.train.Action;
import everymode.train.Model;
import everymode.train.Objective;
import everymode.train.Optimizer;
import everymode.train.Player;
import everymode.sample.Sampler;
import everymode.train.Stage;
import everymode.train.TrainingLoop;
import everymode.train.UpdateOrder;
import org.bytedeco.pytorch.Tensor;

// A custom network: the first two coordinates of the latent, plus the output of a small network.
// State and parameters are those of its part, so it can be saved and trained like any other.
record Skip(Layer bend) implements Layer {
  public Tensor apply(Tensor z, ForwardContext pass) {
    return z.narrow(1, 0, 2).add(bend.apply(z, pass));
  }

  public List<Tensor> parameters() {
    return bend.parameters();
  }

  public void state(StateVisitor s) {
    s.child("bend", bend);
  }
}

void main() {
  Backend.threads(1); // a network this small does not benefit from more threads
  var roll = Datasets.open("swiss-roll");
  var init = new RandomKey(1).fold("init");
  Layer generator = new Skip(Mlp.of(64, 64).generator(8, roll.domain().shape(), roll.domain().range(), init));
  Layer discriminator = Mlp.of(64, 64).discriminator(roll.domain().shape(), 1, init.fold("discriminator"));
  Prior prior = new NormalPrior(8);
  GeneratedSamples generated =
      context -> {
        Tensor z = prior.sample(context.n(), context.key().fold("z")).z();
        return generator.apply(z, context.pass());
      };
  // A custom loss: the mean squared radius of a batch should equal that of the data. It is one more
  // term of the generator's objective and uses the same generated samples as the adversarial term.
  Objective radius =
      context -> {
        Tensor real = context.real().x();
        return generated.of(context).square().mean().sub(real.square().mean()).square();
      };
  var standard = AdversarialLoss.STANDARD;
  var generatorPlayer = new Player(generator, Optimizer.Adam.of(1e-3), 0);
  var discriminatorPlayer = new Player(discriminator, Optimizer.Adam.of(1e-3), 0);
  var discriminatorLoss = standard.discriminator(discriminator, generated);
  var generatorLoss = standard.generator(discriminator, generated).plus(1, radius);
  var updates = List.<Action>of(
      new Action.Update("discriminator", discriminatorPlayer, discriminatorLoss, 1),
      new Action.Update("generator", generatorPlayer, generatorLoss, 1));
  var game = new Stage.Play("train", 300, 128, roll.batches(), UpdateOrder.ALTERNATING, updates);
  var sampler =
      Sampler.blocks(
          (n, key) -> generator.apply(prior.sample(n, key).z(), ForwardContext.evaluation()));
  var model = Model.of(game, sampler, generatorPlayer, discriminatorPlayer);
  new TrainingLoop(model, new RandomKey(1).fold("run"), _ -> {}).finish();
  var coverage = Evaluation.of(roll, sampler::sample, new RandomKey(1)).all().get("coverage");
  IO.println("coverage: %.2f".formatted(coverage.value()));
}
