package everymode.model.npmsl;

import everymode.config.Require;
import everymode.mixture.Profiles;
import everymode.mixture.SmallEm;
import everymode.random.RandomKey;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import everymode.tensor.StateVisitor;
import everymode.tensor.Stateful;
import everymode.train.FitStep;
import everymode.train.Stage;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;

/// The two stages before iterations: the number of clusters and first labels.
final class ClusterSearch implements Stateful {

  private static final int TRIES = 3; // fits for each number of clusters

  private final Supplier<Profiles> rows;
  private final ClusterChoice choice;
  private final Start start;
  private int clusters;
  private double best = Double.NEGATIVE_INFINITY; // criterion, then log-likelihood
  private final Tensor labels; // int64 [n]

  /// @param clusters 0 for as many as are best
  ClusterSearch(Supplier<Profiles> rows, int n, int clusters, ClusterChoice choice, Start start) {
    Require.that(
        clusters <= n,
        String.format(
            Locale.ROOT,
            "clusters must be at most the number of rows, %,d, but is %,d",
            n,
            clusters));
    this.rows = rows;
    this.choice = choice;
    this.start = start;
    this.clusters = clusters;
    labels = Scope.owned(() -> Ops.repeated(0, n));
  }

  /// The number of clusters; 0 before it is known.
  int clusters() {
    return clusters;
  }

  /// The labels at the end.
  int[] labels() {
    return Arrays.stream(Ops.longs(labels)).mapToInt(Math::toIntExact).toArray();
  }

  /// The stage that chooses the number of clusters.
  ///
  /// @param given whether it is known
  Stage choose(boolean given) {
    int most = (int) Math.min(choice.most(), labels.numel());
    return new Stage.Fit("choose", given ? 0 : most, this::tried);
  }

  private FitStep.Result tried(long step, RandomKey key) {
    int m = Math.toIntExact(step) + 1;
    double value = Double.NEGATIVE_INFINITY;
    for (int t = 0; t < TRIES; t++) {
      Optional<Double> found =
          choice.counting().value(choice.criterion(), rows.get(), m, key.fold(t));
      value = Math.max(value, found.orElse(Double.NEGATIVE_INFINITY));
    }
    if (value > best || m == 1) {
      best = value;
      clusters = m;
    }
    return new FitStep.Result(
        false, Double.isFinite(value) ? Map.of(choice.criterion().name(), value) : Map.of());
  }

  /// The stage that finds first labels.
  Stage start() {
    return switch (start) {
      case Start.SmallEm(int fits) ->
          new Stage.Fit("start", fits + 1L, (t, key) -> fit(t, fits, key));
      case Start.KMeans() ->
          new Stage.Fit("start", 1, (_, key) -> end(SmallEm.random(rows.get(), clusters, key)));
    };
  }

  private FitStep.Result fit(long step, int fits, RandomKey key) {
    if (step == fits) {
      return end(SmallEm.refined(rows.get(), labels()));
    }
    if (step == 0) {
      best = Double.NEGATIVE_INFINITY;
      set(SmallEm.random(rows.get(), clusters, key.fold("k-means"))); // if no fit is regular
    }
    return SmallEm.attempt(rows.get(), clusters, key)
        .map(attempt -> {
          if (attempt.logLikelihood() > best) {
            best = attempt.logLikelihood();
            set(attempt.labels());
          }
          return new FitStep.Result(false, Map.of("start log-likelihood", attempt.logLikelihood()));
        })
        .orElse(FitStep.Result.CONTINUE);
  }

  private void set(int[] found) {
    labels.copy_(Ops.of(Arrays.stream(found).asLongStream().toArray()));
  }

  /// Ends with the clusters of k-means, which are fewer where centres coincide.
  private FitStep.Result end(int[] found) {
    set(found);
    clusters = Arrays.stream(found).max().orElseThrow() + 1;
    return FitStep.Result.FINISHED;
  }

  @Override
  public void state(StateVisitor s) {
    clusters = Math.toIntExact(s.counter("clusters", clusters));
    best = s.number("best", best);
    s.tensor("labels", labels);
  }
}
