package everymode.model.npmsl;

import everymode.data.Dataset;
import everymode.error.EverymodeException;
import everymode.mixture.Profiles;
import everymode.mixture.RepeatedGaussianMixture;
import everymode.random.RandomKey;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import everymode.tensor.StateVisitor;
import everymode.train.FitStep;
import everymode.train.Stage;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// A Gaussian mixture of repeated measures.
final class GaussianModel extends ProfileModel {

  private static final int SHORT = 5; // iterations of a first fit

  private final GaussianConfig config;
  private final ClusterSearch search;
  private @Nullable RepeatedGaussianMixture mixture;
  private @Nullable Tensor saved; // float64 [3, m]
  private double best = Double.NEGATIVE_INFINITY; // log-likelihood

  GaussianModel(GaussianConfig config, Dataset data) {
    super(data, config.blocks());
    this.config = config;
    search = new ClusterSearch(this::rows, size(), config.clusters(), config.choice());
  }

  @Override
  public Optional<Stage> stage(int index) {
    return switch (index) {
      case 0 -> Optional.of(search.choose(config.clusters() > 0));
      case 1 -> Optional.of(new Stage.Fit("start", config.fits(), (_, key) -> attempt(key)));
      case 2 -> Optional.of(new Stage.Fit("train", config.steps(), (_, _) -> step()));
      default -> Optional.empty();
    };
  }

  private FitStep.Result attempt(RandomKey key) {
    return RepeatedGaussianMixture.shortFit(rows(), search.clusters(), SHORT, key)
        .map(found -> {
          double value = likelihood(found);
          if (value > best) {
            best = value;
            keep(found);
          }
          return new FitStep.Result(false, Map.of("start log-likelihood", value / size()));
        })
        .orElse(FitStep.Result.CONTINUE);
  }

  private double likelihood(RepeatedGaussianMixture of) {
    double sum = 0;
    for (double log : of.logDensity(rows())) {
      sum += log;
    }
    return sum;
  }

  private FitStep.Result step() {
    RepeatedGaussianMixture now = mixture;
    if (now == null) {
      throw new EverymodeException(
          String.format(
              Locale.ROOT,
              "no fit has rows in each of %d clusters; ask for fewer, such as --set clusters=%d",
              search.clusters(),
              Math.max(1, search.clusters() / 2)));
    }
    RepeatedGaussianMixture next = now.next(rows());
    double value = likelihood(next);
    double gain = value - best;
    best = value;
    keep(next);
    return new FitStep.Result(
        !(Math.abs(gain) >= config.tolerance()), Map.of("log-likelihood", value / size()));
  }

  private void keep(RepeatedGaussianMixture found) {
    mixture = found;
    double[] numbers = found.numbers();
    Tensor known = saved;
    if (known == null) {
      saved = Scope.owned(() -> Ops.of(numbers, numbers.length));
    } else {
      known.copy_(Ops.of(numbers, numbers.length));
    }
  }

  @Override
  Optional<RepeatedGaussianMixture> mixture() {
    return Optional.ofNullable(mixture);
  }

  @Override
  double[] logDensity(Profiles rows) {
    return mixture().orElseThrow().logDensity(rows);
  }

  @Override
  double draw(int component, int column, SplittableRandom random) {
    RepeatedGaussianMixture of = mixture().orElseThrow();
    return of.mean(component) + of.deviation(component) * random.nextGaussian();
  }

  @Override
  public List<String> warnings() {
    return Stream.concat(
            search.chosen(config.clusters() > 0).stream(),
            Stream.of(
                "Clusters differ in level and spread alone: repeated-gaussian does not tell columns apart."))
        .toList();
  }

  @Override
  public void state(StateVisitor s) {
    s.child("search", search);
    best = s.number("best", best);
    if (s.counter("fitted", mixture == null ? 0 : 1) == 0) {
      mixture = null;
      saved = null;
      return;
    }
    Tensor known = saved;
    boolean fits = known != null && known.numel() == 3L * search.clusters();
    Tensor now = s.tensor("mixture", fits ? known : null);
    saved = now;
    mixture = RepeatedGaussianMixture.of(Ops.doubles(now));
  }
}
