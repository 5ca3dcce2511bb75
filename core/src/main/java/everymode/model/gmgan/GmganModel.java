package everymode.model.gmgan;

import everymode.chance.Chance;
import everymode.model.gan.GanModel;
import everymode.prior.Gaussians;
import everymode.prior.Latent;
import everymode.tensor.Draws;
import everymode.tensor.Ops;
import everymode.tensor.State;
import everymode.train.Act;
import everymode.train.Model;
import everymode.train.Ratio;
import everymode.train.Sampler;
import everymode.train.Stage;
import everymode.train.Steering;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// The game over a mixture; its samples know their Gaussian, and with supervision their class.
final class GmganModel implements Model, Ratio {

  private static final double COLLAPSED = 0.01;
  private static final long LOOKS = 200;

  private final GanModel game;
  private final Gaussians prior;
  private final int classes;

  /// @param classes how many the Gaussians stand for, in turn; 0 for none
  GmganModel(GanModel game, Gaussians prior, int classes) {
    this.game = game;
    this.prior = prior;
    this.classes = classes;
  }

  @Override
  public Optional<Stage> stage(int index) {
    Optional<Stage> stage = game.stage(index);
    return prior.parameters().isEmpty() ? stage : stage.map(this::watched);
  }

  /// A law that learns may collapse: its narrowest and widest axes are told beside the losses.
  private Stage watched(Stage stage) {
    if (!(stage instanceof Stage.Play play)) {
      return stage;
    }
    long every = Math.max(1, play.steps() / LOOKS);
    List<Act> acts = new ArrayList<>(play.acts());
    acts.add(new Act.Gauge("narrowest axis", every, () -> axes().min().orElse(0)));
    acts.add(new Act.Gauge("widest axis", every, () -> axes().max().orElse(0)));
    return new Stage.Play(play.name(), play.steps(), play.batch(), play.data(), play.order(), acts);
  }

  private DoubleStream axes() {
    return Arrays.stream(prior.deviations()).flatMapToDouble(Arrays::stream);
  }

  @Override
  public Sampler sampler() {
    Steering none = Steering.none(prior.components());
    return classes == 0 ? new ByGaussian(none) : new ByClass(none);
  }

  @Override
  public List<String> warnings() {
    double least = COLLAPSED * prior.firstDeviation();
    double[][] deviations = prior.deviations();
    return IntStream.range(0, deviations.length)
        .filter(k -> DoubleStream.of(deviations[k]).max().orElse(0) < least)
        .mapToObj(
            "Gaussian %d has shrunk to less than a hundredth of its first deviation; its samples are all alike."
                ::formatted)
        .toList();
  }

  @Override
  public Optional<String> bias() {
    return game.bias();
  }

  @Override
  public Tensor logit(Tensor x) {
    return game.logit(x);
  }

  @Override
  public void finish() {
    game.finish();
  }

  @Override
  public void state(State s) {
    game.state(s);
  }

  private class ByGaussian implements Sampler.Steered {

    final Steering steering;

    ByGaussian(Steering steering) {
      this.steering = steering;
    }

    @Override
    public Tensor sample(int n, Chance chance) {
      return Sampler.blocks((rows, block) -> made(components(rows, block), block))
          .sample(n, chance);
    }

    private Tensor components(int n, Chance chance) {
      Chance here = chance.at("component");
      return steering.equal()
          ? Draws.integers(here, prior.components(), n)
          : Draws.choices(
              here, steering.weight().stream().mapToDouble(Double::doubleValue).toArray(), n);
    }

    private Tensor made(Tensor component, Chance chance) {
      if (steering.plain()) {
        return game.generate(prior.draw(component, chance, game.use()).z());
      }
      double[] roots = steering.spread().stream().mapToDouble(Math::sqrt).toArray();
      Tensor scale = Ops.rows(Ops.toFloat(Ops.of(roots, roots.length)), component); // [n]
      Latent latent = prior.draw(component, scale, chance, game.use());
      return game.generate(latent.z());
    }

    @Override
    public int components() {
      return prior.components();
    }

    @Override
    public Sampler component(int k) {
      return Sampler.blocks((n, chance) -> made(Ops.repeated(k, n), chance));
    }

    @Override
    public Tensor componentsOf(int n, Chance chance) {
      return Sampler.blocks(this::components).sample(n, chance);
    }

    @Override
    public Sampler.Steered steered(Steering other) {
      check(other);
      return new ByGaussian(other);
    }

    final void check(Steering other) {
      if (other.components() != prior.components()) {
        throw new IllegalArgumentException(
            "spread and weight must have a number for each of the %d Gaussians, but have %d"
                .formatted(prior.components(), other.components()));
      }
    }
  }

  private final class ByClass extends ByGaussian implements Sampler.Conditional {

    ByClass(Steering steering) {
      super(steering);
    }

    @Override
    public Tensor classesOf(int n, Chance chance) {
      return componentsOf(n, chance).remainder(new Scalar(classes));
    }

    /// Draws the Gaussian among those that stand for the class.
    @Override
    public Sampler given(int label) {
      List<Double> weight =
          IntStream.range(0, prior.components())
              .mapToObj(k -> k % classes == label ? steering.weight().get(k) : 0.0)
              .toList();
      boolean none = Collections.max(weight) == 0;
      if (none) {
        throw new IllegalArgumentException(
            "no Gaussian of class %d has a weight above 0".formatted(label));
      }
      return new ByGaussian(new Steering(steering.spread(), weight));
    }

    @Override
    public Sampler.Steered steered(Steering other) {
      check(other);
      return new ByClass(other);
    }
  }
}
