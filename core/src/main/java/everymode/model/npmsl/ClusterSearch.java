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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// The two stages before iterations: the number of clusters and first labels.
final class ClusterSearch implements Stateful {

  private static final int TRIES = 3; // fits for each number of clusters

  private final Supplier<Profiles> rows;
  private final ClusterChoice choice;
  private @Nullable Profiles places;
  private int clusters;
  private double best = Double.NEGATIVE_INFINITY; // criterion, then log-likelihood
  private final Tensor labels; // int64 [n]

  /// @param clusters 0 for as many as are best
  ClusterSearch(Supplier<Profiles> rows, int n, int clusters, ClusterChoice choice) {
    Require.that(
        clusters <= n,
        String.format(
            Locale.ROOT,
            "clusters must be at most the number of rows, %,d, but is %,d",
            n,
            clusters));
    this.rows = rows;
    this.choice = choice;
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

  /// How the number of clusters was found, one sentence; empty where it was given.
  ///
  /// @param given whether it was
  List<String> chosen(boolean given) {
    return given || clusters == 0
        ? List.of()
        : List.of(
            String.format(
                Locale.ROOT,
                "The number of clusters was chosen from 1 to %d by %s of a Gaussian mixture that does not tell columns apart; small groups may have been merged, and 'clusters' sets another number.",
                most(),
                choice.criterion().name()));
  }

  private int most() {
    return (int) Math.min(choice.most(), labels.numel());
  }

  /// The stage that chooses the number of clusters.
  ///
  /// @param given whether it is known
  Stage choose(boolean given) {
    return new Stage.Fit("choose", given ? 0 : most(), this::tried);
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
  ///
  /// @param likelihood of the mixture that labels lead to
  Stage start(Start start, ToDoubleFunction<int[]> likelihood) {
    return switch (start) {
      case Start.SmallEm(int fits) ->
          new Stage.Fit("start", fits + 1L, (t, key) -> fit(t, fits, key));
      case Start.KMeans(int fits) ->
          new Stage.Fit("start", fits, (t, key) -> drawn(t, fits, likelihood, key));
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

  /// Rows as k-means sees them: of many columns, most of what distances say is noise, and the
  /// centres lie near the plane of as many principal components.
  ///
  /// *Source:* Ding and He, "K-means clustering via principal component analysis", 2004.
  private Profiles places() {
    Profiles known = places;
    if (known == null) {
      Profiles all = rows.get();
      known = all.r() > Start.MANY ? all.principal(clusters) : all;
      places = known;
    }
    return known;
  }

  private FitStep.Result drawn(
      long step, int fits, ToDoubleFunction<int[]> likelihood, RandomKey key) {
    int[] found = SmallEm.random(places(), clusters, key);
    double value = likelihood.applyAsDouble(found);
    if (step == 0 || value > best) {
      best = value;
      set(found);
    }
    return step + 1 < fits
        ? new FitStep.Result(false, Map.of("start log-likelihood", value))
        : end(labels());
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
