package everymode.model.pointwise;

import everymode.classifier.FeatureExtractors;
import everymode.coverage.PointWeights;
import everymode.data.Dataset;
import everymode.error.EverymodeException;
import everymode.metric.feature.FeatureSpace;
import everymode.random.RandomKey;
import everymode.sample.NamedSampler;
import everymode.sample.Sampler;
import everymode.tensor.Ops;
import everymode.tensor.StateVisitor;
import everymode.train.MixtureRounds;
import everymode.train.Model;
import everymode.train.Stage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Rounds of three stages: train a member, train a referee where one is needed, look at all points.
/// Independent members are parts of one stage.
final class MixtureModel implements Model, MixtureRounds {

  private static final int STAGES = 3;

  private final MixtureConfig config;
  private final BiFunction<Dataset, RandomKey, Model> base;
  private final @Nullable NamedSampler given;
  private final Dataset data;
  private final FeatureSpace space;
  private final RandomKey init;
  private final int n;
  private final PointWeighting weighing;
  private final CoverageEstimator survey;
  private final List<MixtureMember> members = new ArrayList<>();
  private final TensorLog quantiles = new TensorLog(); // float64 [3] each, of D over the points
  private final @Nullable MemberWeightSolver blend;
  private int ended;
  private boolean stopped;

  /// @param base builds a member for some data
  /// @param from who tells what a round covers
  /// @param given the generator that is there already, or null
  MixtureModel(
      MixtureConfig config,
      BiFunction<Dataset, RandomKey, Model> base,
      RatioSpec.Method from,
      Dataset data,
      RandomKey init,
      @Nullable NamedSampler given) {
    this.config = config;
    this.given = given;
    this.base = base;
    this.data = data;
    this.init = init;
    n = data.train().size();
    String eye = config.features();
    space =
        new FeatureSpace(
            data.domain(), eye.isEmpty() ? null : FeatureExtractors.open(Path.of(eye)));
    survey = new CoverageEstimator(config.ratio(), from, data, space, init.fold("survey"));
    weighing =
        switch (config.update()) {
          case WeightUpdate.Doubling rule -> new MultiplicativeWeights(rule, n);
          case WeightUpdate.Boost rule -> new AdaGanWeights(rule, n);
          case WeightUpdate.None _ -> new UniformWeights(n);
        };
    blend =
        config.weights() instanceof MemberWeights.Maximin rule
            ? new MemberWeightSolver(rule, data, space, part(), init.fold("blend"))
            : null;
  }

  /// What a row must get so that a generator that was there before is not thinned too far.
  private double part() {
    return given != null && config.update() instanceof WeightUpdate.Doubling rule
        ? rule.threshold()
        : 0;
  }

  private boolean independent() {
    return config.update() instanceof WeightUpdate.None;
  }

  @Override
  public Optional<Stage> stage(int number) {
    NamedSampler first = given;
    if (first != null && number == 0) {
      return Optional.of(new Stage.Fit("begin", 1, (_, _) -> begin(first.sampler())));
    }
    int index = first == null ? number : number - 1;
    int after = independent() ? 1 : STAGES * (stopped ? ended : config.rounds());
    if (index >= after) {
      MemberWeightSolver last = blend;
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
          default -> look(round);
        });
  }

  /// Rounds begin with what the given generator leaves uncovered.
  private boolean begin(Sampler first) {
    if (weighing instanceof MultiplicativeWeights doubled
        && config.update() instanceof WeightUpdate.Doubling rule) {
      RandomKey key = init.fold("begin");
      var balls =
          config.weights() instanceof MemberWeights.Maximin asked
              ? asked
              : MemberWeights.Maximin.defaults();
      NeighbourhoodCounts around =
          new NeighbourhoodCounts(balls.k(), balls.points(), data, space, key);
      int points = Math.min(balls.points(), n);
      int samples = NeighbourhoodCounts.samples(balls.k(), points);
      double[] ratio = around.ratio(first, samples, key.fold("samples"));
      boolean[] covers = new boolean[ratio.length];
      for (int i = 0; i < covers.length; i++) {
        covers[i] = ratio[i] >= rule.threshold();
      }
      doubled.begin(around.everywhere(covers));
    }
    return true;
  }

  /// The member of a round, built when it is first needed.
  private MixtureMember member(int round) {
    while (members.size() <= round) {
      int t = members.size();
      boolean weighted = !independent() && t == ended && (t > 0 || given != null);
      Dataset rows = weighted ? data.weighted(weighing.shares(t)) : data;
      boolean critic = !independent() && survey.asksDiscriminator();
      long at = critic ? config.ratio().at() : 0;
      RandomKey key = init.fold("member").fold(t);
      members.add(new MixtureMember(() -> base.apply(rows, key), at, critic));
    }
    return members.get(round);
  }

  /// AdaGAN compares the data with the whole mixture, the others a member with what it was shown.
  private boolean whole() {
    return config.update() instanceof WeightUpdate.Boost;
  }

  private Stage classify(int round) {
    return whole()
        ? survey.classify(round, data, mixture(round + 1))
        : survey.classify(
            round, data.weighted(weighing.shares(round)), members.get(round).sampler());
  }

  private Stage look(int round) {
    MixtureMember member = members.get(round);
    return survey.look(
        round,
        member,
        whole() ? mixture(round + 1) : member.sampler(),
        whole() ? PointWeighting.equal(n) : weighing.shares(round),
        this::end,
        () -> round(round).covered());
  }

  private void end(double[] ratio) {
    double[] real = Arrays.stream(ratio).map(r -> 1 / (1 + r)).sorted().toArray(); // D
    double[] three = {real[n / 20], real[n / 2], real[n - 1 - n / 20]};
    quantiles.add(() -> Ops.of(three, 3));
    weighing.end(ratio);
    members.get(ended).drop();
    ended++;
    stopped = weighing.enough();
  }

  /// How many members make samples; one in training does not, when there are others.
  private int complete() {
    return independent() ? members.size() : ended;
  }

  private List<Sampler> samplers() {
    List<Sampler> all = new ArrayList<>();
    if (given != null) {
      all.add(given.sampler());
    }
    members.subList(0, complete()).forEach(part -> all.add(part.sampler()));
    if (all.isEmpty()) {
      all.add(member(0).sampler()); // still in training
    }
    return all;
  }

  private Sampler mixture(int count) {
    List<Sampler> first =
        members.subList(0, count).stream().<Sampler>map(MixtureMember::sampler).toList();
    return new MemberMixtureSampler(first, weighing.members(count));
  }

  @Override
  public Sampler sampler() {
    List<Sampler> parts = samplers();
    double[] weight = blend == null ? null : blend.weights();
    return new MemberMixtureSampler(
        parts, weight == null ? weighing.members(parts.size()) : weight);
  }

  @Override
  public int ended() {
    return ended;
  }

  @Override
  public RoundStatistics round(int round) {
    double[] of = quantiles.get(round);
    return new RoundStatistics(weighing.covered(round), of[0], of[1], of[2]);
  }

  @Override
  public double[] shares(int round) {
    return weighing.shares(round);
  }

  @Override
  public Optional<String> promise() {
    if (!(config.update() instanceof WeightUpdate.Doubling rule) || ended == 0 || given != null) {
      return Optional.empty();
    }
    double eta = IntStream.range(0, ended).mapToDouble(weighing::covered).min().orElse(0);
    double factor = PointWeights.guaranteed(rule.threshold(), eta, n, ended);
    String given =
        "threshold %s, %d rounds and at least %.3f of the weights covered in each"
            .formatted(rule.threshold(), ended, eta);
    return Optional.of(
        factor > 0
            ? "If critics told the truth, theorem B gives each training row at least %.4f times its mass: %s."
                .formatted(factor, given)
            : "Theorem B says nothing here: %s are too little for %,d rows.".formatted(given, n));
  }

  @Override
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    for (int t = 0; t < complete(); t++) {
      if (t < ended && !round(t).teaches()) {
        RoundStatistics round = round(t);
        warnings.add(
            round.covered() == 0
                ? "Round %d covers no row by its critic (median of D %.3f): it taught nothing; train members for fewer steps, or change ratio.method."
                    .formatted(t + 1, round.middle())
                : "Round %d covers every row by its critic (median of D %.3f): it taught nothing."
                    .formatted(t + 1, round.middle()));
      }
      members.get(t).warnings().forEach(warnings::add);
    }
    return warnings;
  }

  /// The generator that is there already and the judge are not saved, but must stay the same.
  private void same(StateVisitor s) {
    if (given != null) {
      same(
          s,
          "given",
          Long.parseUnsignedLong(given.hash().substring(0, 15), 16),
          config.initialGenerator());
    }
    if (space.extractor() != null) {
      same(s, "features", space.id().hashCode(), config.features());
    }
  }

  private static void same(StateVisitor s, String name, long own, String path) {
    if (s.counter(name, own) != own) {
      throw new EverymodeException(path + " is not what this run began with; put the old one back");
    }
  }

  @Override
  public void state(StateVisitor s) {
    same(s);
    ended = (int) s.counter("ended", ended);
    stopped = s.counter("stopped", stopped ? 1 : 0) == 1;
    s.child("weighing", weighing);
    s.child("quantiles", quantiles);
    int count = (int) s.counter("members", members.size());
    members.subList(Math.min(count, members.size()), members.size()).clear();
    if (count > 0) {
      member(count - 1);
    }
    for (int t = 0; t < count; t++) {
      s.child("member." + t, members.get(t));
    }
    s.child("survey", survey);
    if (blend != null) {
      s.child("blend", blend);
    }
  }
}
