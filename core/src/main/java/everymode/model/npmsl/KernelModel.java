package everymode.model.npmsl;

import everymode.data.Dataset;
import everymode.mixture.KernelMixture;
import everymode.mixture.Posteriors;
import everymode.mixture.Profiles;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import everymode.tensor.StateVisitor;
import everymode.train.FitStep;
import everymode.train.Stage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// A mixture of kernel densities.
final class KernelModel extends ProfileModel {

  private static final int FEW = 5; // iterations

  private final KernelConfig config;
  private final boolean smoothed;
  private final ClusterSearch search;
  private KernelMixture.@Nullable Estimator estimator;
  private @Nullable KernelMixture mixture;
  private @Nullable Tensor saved; // float64, numbers of the mixture
  private @Nullable Tensor posteriors; // float64 [n, m]
  private long ended; // iterations after which weights did not change; 0: they did

  KernelModel(KernelConfig config, Dataset data, boolean smoothed) {
    super(data, config.blocks());
    this.config = config;
    this.smoothed = smoothed;
    search = new ClusterSearch(this::rows, size(), config.clusters(), config.choice());
  }

  @Override
  public Optional<Stage> stage(int index) {
    return switch (index) {
      case 0 -> Optional.of(search.choose(config.clusters() > 0));
      case 1 -> Optional.of(search.start(config.start(), this::likelihood));
      case 2 -> Optional.of(new Stage.Fit("train", config.steps(), (t, _) -> step(t)));
      default -> Optional.empty();
    };
  }

  private KernelMixture.Estimator estimator() {
    KernelMixture.Estimator known = estimator;
    if (known == null) {
      known =
          new KernelMixture.Estimator(
              rows(),
              blocks(),
              config.bandwidth(),
              config.grid(),
              config.leastBandwidth(),
              smoothed);
      estimator = known;
    }
    return known;
  }

  /// The objective after an iteration from labels.
  private double likelihood(int[] labels) {
    Posteriors z = Posteriors.of(labels, Arrays.stream(labels).max().orElseThrow() + 1);
    return estimator().next(Optional.empty(), z, 0).objective();
  }

  private FitStep.Result step(long step) {
    KernelMixture before = mixture;
    Tensor z = posteriors;
    Posteriors now =
        z == null
            ? Posteriors.of(search.labels(), search.clusters())
            : new Posteriors(Ops.doubles(z), size(), search.clusters());
    var next = estimator().next(Optional.ofNullable(before), now, step);
    keep(next);
    double change = before == null ? 1 : change(before.weights(), next.mixture().weights());
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("smoothed log-likelihood", next.objective() / size());
    values.put("change of weights", change);
    boolean still = step > 0 && change < config.tolerance();
    ended = still ? step + 1 : 0;
    return new FitStep.Result(still, values);
  }

  private void keep(KernelMixture.Iteration next) {
    mixture = next.mixture();
    Tensor known = posteriors;
    double[] z = next.posteriors().z();
    double[] numbers = next.mixture().numbers();
    Tensor other = saved;
    if (known == null || other == null) {
      posteriors = Scope.owned(() -> Ops.of(z, size(), search.clusters()));
      saved = Scope.owned(() -> Ops.of(numbers, numbers.length));
    } else {
      known.copy_(Ops.of(z, size(), search.clusters()));
      other.copy_(Ops.of(numbers, numbers.length));
    }
  }

  private static double change(double[] before, double[] now) {
    double most = 0;
    for (int j = 0; j < now.length; j++) {
      most = Math.max(most, Math.abs(now[j] - before[j]));
    }
    return most;
  }

  @Override
  Optional<KernelMixture> mixture() {
    return Optional.ofNullable(mixture);
  }

  @Override
  double[] logDensity(Profiles rows) {
    return mixture().orElseThrow().logDensity(rows);
  }

  @Override
  double draw(int component, int column, SplittableRandom random) {
    return mixture().orElseThrow().quantile(component, column, random.nextDouble());
  }

  @Override
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>(search.chosen(config.clusters() > 0));
    if (ended > 0 && ended <= FEW) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "Iterations ended after %d, because the weights of the clusters no longer changed; a smaller 'tolerance' goes on.",
              ended));
    }
    mixture()
        .ifPresent(fitted -> {
          if (fitted.components() < config.clusters()) {
            warnings.add(
                String.format(
                    Locale.ROOT,
                    "%d clusters were asked for, but the centres of some coincide: there are %d.",
                    config.clusters(),
                    fitted.components()));
          }
          int empty = 0;
          for (double weight : fitted.weights()) {
            empty += weight * size() < 1 ? 1 : 0;
          }
          if (empty > 0) {
            warnings.add(
                String.format(
                    Locale.ROOT,
                    "%d of %d clusters have less than one row; ask for fewer clusters.",
                    empty,
                    fitted.components()));
          }
        });
    return warnings;
  }

  @Override
  public void state(StateVisitor s) {
    s.child("search", search);
    ended = s.counter("ended", ended);
    if (s.counter("fitted", mixture == null ? 0 : 1) == 0) {
      mixture = null;
      posteriors = null;
      saved = null;
      return;
    }
    int m = search.clusters();
    posteriors = s.tensor("posteriors", sized(posteriors, (long) size() * m));
    int numbers = KernelMixture.numbers(blocks(), m, config.grid());
    Tensor now = s.tensor("mixture", sized(saved, numbers));
    saved = now;
    mixture = KernelMixture.of(blocks(), m, config.grid(), smoothed, Ops.doubles(now));
  }

  /// A tensor of the right size to load into.
  private static @Nullable Tensor sized(@Nullable Tensor tensor, long size) {
    return tensor == null || tensor.numel() != size ? null : tensor;
  }
}
