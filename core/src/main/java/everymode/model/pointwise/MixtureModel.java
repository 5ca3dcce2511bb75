package everymode.model.pointwise;

import everymode.classifier.FeatureExtractors;
import everymode.config.ConfigRecords;
import everymode.config.YamlDocument;
import everymode.coverage.PointWeights;
import everymode.data.Dataset;
import everymode.error.EverymodeException;
import everymode.metric.feature.FeatureSpace;
import everymode.random.RandomKey;
import everymode.sample.NamedSampler;
import everymode.sample.Sampler;
import everymode.tensor.Ops;
import everymode.tensor.StateVisitor;
import everymode.train.FitStep;
import everymode.train.MixtureRounds;
import everymode.train.Model;
import everymode.train.PartPlan;
import everymode.train.Stage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Rounds of three stages: train a member, train a ratio classifier if one is needed, estimate the
/// coverage of all points. Independent members are parts of one stage.
final class MixtureModel implements Model, MixtureRounds {

  private static final int STAGES = 3;

  private final MixtureConfig config;
  private final BiFunction<Dataset, RandomKey, Model> base;
  private final @Nullable NamedSampler initial;
  private final Dataset data;
  private final FeatureSpace space;
  private final RandomKey init;
  private final int n;
  private final PointWeighting weights;
  private final CoverageEstimator coverage;
  private final List<MixtureMember> members = new ArrayList<>();
  private final TensorLog quantiles = new TensorLog(); // float64 [3] each, of D over the points
  private final @Nullable MemberWeightSolver weightSolver;
  private int ended;
  private boolean stopped;

  /// @param base builds a member for a data set
  /// @param method the source of the coverage of a round
  /// @param initial the initial generator, or null
  MixtureModel(
      MixtureConfig config,
      BiFunction<Dataset, RandomKey, Model> base,
      RatioSpec.Method method,
      Dataset data,
      RandomKey init,
      @Nullable NamedSampler initial) {
    this.config = config;
    this.initial = initial;
    this.base = base;
    this.data = data;
    this.init = init;
    n = data.train().size();
    String features = config.features();
    space =
        new FeatureSpace(
            data.domain(), features.isEmpty() ? null : FeatureExtractors.open(Path.of(features)));
    coverage = new CoverageEstimator(config.ratio(), method, data, space, init.fold("survey"));
    weights =
        switch (config.update()) {
          case WeightUpdate.Doubling rule -> new MultiplicativeWeights(rule, n);
          case WeightUpdate.Boost rule -> new AdaGanWeights(rule, n);
          case WeightUpdate.None _ -> new UniformWeights(n);
        };
    weightSolver =
        config.weights() instanceof MemberWeights.Maximin rule
            ? new MemberWeightSolver(rule, data, space, coverageThreshold(), init.fold("blend"))
            : null;
  }

  /// The coverage threshold of a row that limits how far an initial generator's weight is reduced.
  private double coverageThreshold() {
    return initial != null && config.update() instanceof WeightUpdate.Doubling rule
        ? rule.threshold()
        : 0;
  }

  private boolean independent() {
    return config.update() instanceof WeightUpdate.None;
  }

  @Override
  public Optional<Stage> stage(int number) {
    NamedSampler first = initial;
    if (first != null && number == 0) {
      return Optional.of(
          new Stage.Fit("begin", 1, (_, _) -> FitStep.Result.of(begin(first.sampler()))));
    }
    int index = first == null ? number : number - 1;
    int after = independent() ? 1 : STAGES * (stopped ? ended : config.rounds());
    if (index >= after) {
      MemberWeightSolver last = weightSolver;
      return index == after && last != null
          ? Optional.of(last.stage(samplers()))
          : Optional.empty();
    }
    if (independent()) {
      List<Model> all = IntStream.range(0, config.rounds()).<Model>mapToObj(this::member).toList();
      return Optional.of(new Stage.Parts("member", all));
    }
    int round = index / STAGES;
    return Optional.of(
        switch (index % STAGES) {
          case 0 -> new Stage.Parts("round " + (round + 1), List.of(member(round)));
          case 1 -> classify(round);
          default -> estimate(round);
        });
  }

  /// Initialises the weights from the points that the initial generator leaves uncovered.
  private boolean begin(Sampler first) {
    if (weights instanceof MultiplicativeWeights multiplicative
        && config.update() instanceof WeightUpdate.Doubling rule) {
      RandomKey key = init.fold("begin");
      var options =
          config.weights() instanceof MemberWeights.Maximin maximin
              ? maximin
              : MemberWeights.Maximin.defaults();
      NeighbourhoodCounts counts =
          new NeighbourhoodCounts(options.k(), options.points(), data, space, key);
      int points = Math.min(options.points(), n);
      int samples = NeighbourhoodCounts.samples(options.k(), points);
      double[] ratio = counts.ratio(first, samples, key.fold("samples"));
      multiplicative.begin(counts.extendToAllRows(PointWeighting.covered(ratio, rule.threshold())));
    }
    return true;
  }

  /// The member of a round, built on first use.
  private MixtureMember member(int round) {
    while (members.size() <= round) {
      int t = members.size();
      boolean weighted = !independent() && t == ended && (t > 0 || initial != null);
      double[] shares = weighted ? weights.shares(t) : new double[0];
      Dataset rows = weighted ? data.weighted(shares) : data;
      boolean usesDiscriminator = !independent() && coverage.usesDiscriminator();
      long at = usesDiscriminator ? config.ratio().at() : 0;
      RandomKey key = init.fold("member").fold(t);
      members.add(
          new MixtureMember(
              () -> base.apply(rows, key), at, usesDiscriminator, () -> plan(key, shares)));
    }
    return members.get(round);
  }

  private PartPlan plan(RandomKey key, double[] shares) {
    return new PartPlan(
        config.base(),
        YamlDocument.write(ConfigRecords.tree(config.member())),
        data.name(),
        key.seed(),
        Arrays.stream(shares).boxed().toList());
  }

  /// AdaGAN compares the data with the whole mixture; the others compare a member with its own
  /// training distribution.
  private boolean comparesMixture() {
    return config.update() instanceof WeightUpdate.Boost;
  }

  private Stage classify(int round) {
    return comparesMixture()
        ? coverage.classify(round, data, mixture(round + 1))
        : coverage.classify(
            round, data.weighted(weights.shares(round)), members.get(round).samples());
  }

  private Stage estimate(int round) {
    MixtureMember member = members.get(round);
    return coverage.look(
        round,
        member,
        comparesMixture() ? mixture(round + 1) : member.samples(),
        comparesMixture() ? PointWeighting.equal(n) : weights.shares(round),
        this::end,
        () -> round(round).covered());
  }

  private void end(double[] ratio) {
    double[] real = Arrays.stream(ratio).map(r -> 1 / (1 + r)).sorted().toArray(); // D
    double[] summary = {real[n / 20], real[n / 2], real[n - 1 - n / 20]};
    quantiles.add(() -> Ops.of(summary, 3));
    weights.end(ratio);
    members.get(ended).releaseDiscriminator();
    ended++;
    stopped = weights.enough();
  }

  /// The number of members that generate samples; excludes one in training if there are others.
  private int sampling() {
    return independent() ? members.size() : ended;
  }

  private List<Sampler> samplers() {
    List<Sampler> all = new ArrayList<>();
    if (initial != null) {
      all.add(initial.sampler());
    }
    members.subList(0, sampling()).forEach(member -> all.add(member.samples()));
    if (all.isEmpty()) {
      all.add(member(0).samples()); // still in training
    }
    return all;
  }

  private Sampler mixture(int count) {
    List<Sampler> first =
        members.subList(0, count).stream().<Sampler>map(MixtureMember::samples).toList();
    return new MemberMixtureSampler(first, weights.members(count));
  }

  @Override
  public Optional<Sampler> sampler() {
    List<Sampler> parts = samplers();
    double[] weight = weightSolver == null ? null : weightSolver.weights();
    return Optional.of(
        new MemberMixtureSampler(parts, weight == null ? weights.members(parts.size()) : weight));
  }

  @Override
  public int ended() {
    return ended;
  }

  @Override
  public RoundStatistics round(int round) {
    double[] values = quantiles.get(round);
    return new RoundStatistics(weights.covered(round), values[0], values[1], values[2]);
  }

  @Override
  public double[] shares(int round) {
    return weights.shares(round);
  }

  @Override
  public Optional<String> guarantee() {
    if (!(config.update() instanceof WeightUpdate.Doubling rule) || ended == 0 || initial != null) {
      return Optional.empty();
    }
    double eta = IntStream.range(0, ended).mapToDouble(weights::covered).min().orElse(0);
    double factor = PointWeights.guaranteed(rule.threshold(), eta, n, ended);
    String conditions =
        String.format(
            Locale.ROOT,
            "threshold %s, %d rounds and at least %.3f of the weights covered in each",
            rule.threshold(),
            ended,
            eta);
    return Optional.of(
        factor > 0
            ? String.format(
                Locale.ROOT,
                "If the estimated ratios are exact, theorem B guarantees each training row at least %.4f times its mass: %s.",
                factor,
                conditions)
            : String.format(
                Locale.ROOT,
                "Theorem B guarantees nothing here: %s are not enough for %,d rows.",
                conditions,
                n));
  }

  @Override
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    for (int t = 0; t < sampling(); t++) {
      if (t < ended && !round(t).informative()) {
        RoundStatistics round = round(t);
        warnings.add(
            round.covered() == 0
                ? String.format(
                    Locale.ROOT,
                    "Round %d covers no row (median of D %.3f), so all weights keep their ratios; train members for fewer steps or change ratio.method.",
                    t + 1,
                    round.middle())
                : String.format(
                    Locale.ROOT,
                    "Round %d covers every row (median of D %.3f), so no weight changes; a D near one half everywhere knows nothing: train members for more steps.",
                    t + 1,
                    round.middle()));
      }
      members.get(t).warnings().forEach(warnings::add);
    }
    return warnings;
  }

  /// The initial generator and the feature extractor are not part of the state, but must stay the
  /// same.
  private void checkUnchanged(StateVisitor s) {
    if (initial != null) {
      checkUnchanged(
          s,
          "given",
          Long.parseUnsignedLong(initial.hash().substring(0, 15), 16),
          config.initialGenerator());
    }
    if (space.extractor() != null) {
      checkUnchanged(s, "features", space.id().hashCode(), config.features());
    }
  }

  private static void checkUnchanged(StateVisitor s, String name, long current, String path) {
    if (s.counter(name, current) != current) {
      throw new EverymodeException(
          path + " has changed since this run started; restore the original");
    }
  }

  @Override
  public void state(StateVisitor s) {
    checkUnchanged(s);
    ended = (int) s.counter("ended", ended);
    stopped = s.counter("stopped", stopped ? 1 : 0) == 1;
    s.child("weighing", weights);
    s.child("quantiles", quantiles);
    int count = (int) s.counter("members", members.size());
    members.subList(Math.min(count, members.size()), members.size()).clear();
    if (count > 0) {
      member(count - 1);
    }
    for (int t = 0; t < count; t++) {
      s.child("member." + t, members.get(t));
    }
    s.child("survey", coverage);
    if (weightSolver != null) {
      s.child("blend", weightSolver);
    }
  }
}
