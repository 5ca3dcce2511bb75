package everymode.model.gmgan;

import everymode.model.gan.GanModel;
import everymode.prior.GaussianMixturePrior;
import everymode.prior.LatentBatch;
import everymode.random.RandomKey;
import everymode.sample.MixtureAdjustment;
import everymode.sample.Sampler;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.StateVisitor;
import everymode.train.Action;
import everymode.train.DensityRatio;
import everymode.train.Model;
import everymode.train.Stage;
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
final class GmganModel implements Model, DensityRatio {

  private static final double COLLAPSED = 0.01;
  private static final long LOOKS = 200;

  private final GanModel game;
  private final GaussianMixturePrior prior;
  private final int classes;

  /// @param classes how many the Gaussians stand for, in turn; 0 for none
  GmganModel(GanModel game, GaussianMixturePrior prior, int classes) {
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
    List<Action> acts = new ArrayList<>(play.actions());
    acts.add(new Action.Monitor("narrowest axis", every, () -> axes().min().orElse(0)));
    acts.add(new Action.Monitor("widest axis", every, () -> axes().max().orElse(0)));
    return new Stage.Play(
        play.name(), play.steps(), play.batchSize(), play.data(), play.order(), acts);
  }

  private DoubleStream axes() {
    return Arrays.stream(prior.deviations()).flatMapToDouble(Arrays::stream);
  }

  @Override
  public Sampler sampler() {
    MixtureAdjustment none = MixtureAdjustment.none(prior.components());
    return classes == 0 ? new GaussianSampler(none) : new ClassSampler(none);
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
  public Optional<String> invalidReason() {
    return game.invalidReason();
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
  public void state(StateVisitor s) {
    game.state(s);
  }

  private class GaussianSampler implements Sampler.AdjustableSampler {

    final MixtureAdjustment adjustment;

    GaussianSampler(MixtureAdjustment adjustment) {
      this.adjustment = adjustment;
    }

    @Override
    public Tensor sample(int n, RandomKey key) {
      return Sampler.blocks((rows, block) -> made(components(rows, block), block)).sample(n, key);
    }

    private Tensor components(int n, RandomKey key) {
      RandomKey here = key.fold("component");
      return adjustment.equal()
          ? RandomTensors.integers(here, prior.components(), n)
          : RandomTensors.choices(
              here, adjustment.weight().stream().mapToDouble(Double::doubleValue).toArray(), n);
    }

    private Tensor made(Tensor component, RandomKey key) {
      if (adjustment.plain()) {
        return game.generate(prior.sample(component, key, game.use()).z());
      }
      double[] roots = adjustment.covarianceScale().stream().mapToDouble(Math::sqrt).toArray();
      Tensor scale = Ops.rows(Ops.toFloat(Ops.of(roots, roots.length)), component); // [n]
      LatentBatch latent = prior.sample(component, scale, key, game.use());
      return game.generate(latent.z());
    }

    @Override
    public int components() {
      return prior.components();
    }

    @Override
    public Sampler component(int k) {
      return Sampler.blocks((n, key) -> made(Ops.repeated(k, n), key));
    }

    @Override
    public Tensor componentsOf(int n, RandomKey key) {
      return Sampler.blocks(this::components).sample(n, key);
    }

    @Override
    public Sampler.AdjustableSampler adjusted(MixtureAdjustment other) {
      check(other);
      return new GaussianSampler(other);
    }

    final void check(MixtureAdjustment other) {
      if (other.components() != prior.components()) {
        throw new IllegalArgumentException(
            "covarianceScale and weight must have a number for each of the %d Gaussians, but have %d"
                .formatted(prior.components(), other.components()));
      }
    }
  }

  private final class ClassSampler extends GaussianSampler implements Sampler.ConditionalSampler {

    ClassSampler(MixtureAdjustment adjustment) {
      super(adjustment);
    }

    @Override
    public Tensor classesOf(int n, RandomKey key) {
      return componentsOf(n, key).remainder(new Scalar(classes));
    }

    /// Draws the Gaussian among those that stand for the class.
    @Override
    public Sampler given(int label) {
      List<Double> weight =
          IntStream.range(0, prior.components())
              .mapToObj(k -> k % classes == label ? adjustment.weight().get(k) : 0.0)
              .toList();
      boolean none = Collections.max(weight) == 0;
      if (none) {
        throw new IllegalArgumentException(
            "no Gaussian of class %d has a weight above 0".formatted(label));
      }
      return new GaussianSampler(new MixtureAdjustment(adjustment.covarianceScale(), weight));
    }

    @Override
    public Sampler.AdjustableSampler adjusted(MixtureAdjustment other) {
      check(other);
      return new ClassSampler(other);
    }
  }
}
