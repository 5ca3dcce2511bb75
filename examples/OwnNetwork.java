import everymode.random.RandomKey;
import everymode.data.catalog.Datasets;
import everymode.loss.AdversarialLoss;
import everymode.loss.GeneratedSamples;
import everymode.metric.Evaluation;
import everymode.nn.ForwardContext;
import everymode.nn.Layer;
import everymode.nn.Mlp;
import everymode.prior.Normal;
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

// A network of one's own: the first two numbers of the latent pass by a small network that bends
// them. State and parameters are those of its part, so it can be saved and trained like any other.
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
  Backend.threads(1); // so small a network only waits on a second thread
  var roll = Datasets.open("swiss-roll");
  var init = new RandomKey(1).fold("init");
  Layer generator = new Skip(Mlp.of(64, 64).generator(8, roll.domain().shape(), false, init));
  Layer discriminator = Mlp.of(64, 64).discriminator(roll.domain().shape(), 1, init.fold("critic"));
  Prior prior = new Normal(8);
  GeneratedSamples fakes = t -> generator.apply(prior.sample(t.n(), t.key().fold("z")).z(), t.pass());
  // A loss of one's own: the mean squared radius of a batch must be that of the data. It is one
  // more term, and the fakes are those that the adversarial term has made already.
  Objective radius =
      context -> fakes.of(context).square().mean().sub(context.real().x().square().mean()).square();
  var standard = AdversarialLoss.STANDARD;
  var painter = new Player(generator, Optimizer.Adam.of(1e-3), 0);
  var judge = new Player(discriminator, Optimizer.Adam.of(1e-3), 0);
  var moves = List.<Action>of(
      new Action.Update("critic", judge, standard.discriminator(discriminator, fakes), 1),
      new Action.Update("generator", painter, standard.generator(discriminator, fakes).plus(1, radius), 1));
  var game = new Stage.Play("train", 300, 128, roll.batches(), UpdateOrder.ALTERNATING, moves);
  var sampler = Sampler.blocks((n, c) -> generator.apply(prior.sample(n, c).z(), ForwardContext.evaluation()));
  new TrainingLoop(Model.of(game, sampler, painter, judge), new RandomKey(1).fold("run"), _ -> {}).finish();
  var coverage = Evaluation.of(roll, sampler::sample, new RandomKey(1)).all().get("coverage");
  IO.println("coverage: %.2f".formatted(coverage.value()));
}
