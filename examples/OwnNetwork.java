import everymode.chance.Chance;
import everymode.data.*;
import everymode.loss.*;
import everymode.metric.*;
import everymode.nn.*;
import everymode.prior.*;
import everymode.tensor.*;
import everymode.train.*;
import org.bytedeco.pytorch.Tensor;

// A network of one's own: the first two numbers of the latent pass by a small network that bends
// them. State and parameters are those of its part, so it can be saved and trained like any other.
record Skip(Layer bend) implements Layer {
  public Tensor apply(Tensor z, Pass pass) {
    return z.narrow(1, 0, 2).add(bend.apply(z, pass));
  }

  public List<Tensor> parameters() {
    return bend.parameters();
  }

  public void state(State s) {
    s.child("bend", bend);
  }
}

void main() {
  Backend.threads(1); // so small a network only waits on a second thread
  var roll = Datasets.open("swiss-roll");
  var init = new Chance(1).at("init");
  Layer generator = new Skip(Mlp.of(64, 64).generator(8, roll.domain().shape(), false, init));
  Layer critic = Mlp.of(64, 64).critic(roll.domain().shape(), 1, init.at("critic"));
  Prior prior = new Normal(8);
  Fakes fakes = t -> generator.apply(prior.draw(t.n(), t.chance().at("z")).z(), t.pass());
  // A loss of one's own: the mean squared radius of a batch must be that of the data. It is one
  // more term, and the fakes are those that the adversarial term has made already.
  Objective radius =
      turn -> fakes.of(turn).square().mean().sub(turn.real().x().square().mean()).square();
  var standard = Adversarial.STANDARD;
  var painter = new Player(generator, Optimizer.Adam.of(1e-3), 0);
  var judge = new Player(critic, Optimizer.Adam.of(1e-3), 0);
  var moves = List.<Act>of(
      new Act.Move("critic", judge, standard.critic(critic, fakes), 1),
      new Act.Move("generator", painter, standard.generator(critic, fakes).plus(1, radius), 1));
  var game = new Stage.Play("train", 300, 128, roll.batches(), Order.ALTERNATING, moves);
  var sampler = Sampler.blocks((n, c) -> generator.apply(prior.draw(n, c).z(), Pass.evaluation()));
  new Run(Model.of(game, sampler, painter, judge), new Chance(1).at("run"), _ -> {}).finish();
  var coverage = Evaluation.of(roll, sampler::sample, new Chance(1)).all().get("coverage");
  IO.println("coverage: %.2f".formatted(coverage.value()));
}
