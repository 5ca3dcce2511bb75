package everymode.model.pointwise;

import everymode.chance.Chance;
import everymode.coverage.PointWeights;
import everymode.data.Dataset;
import everymode.error.EverymodeException;
import everymode.tensor.Device;
import everymode.tensor.Grad;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import everymode.tensor.State;
import everymode.train.Act;
import everymode.train.Given;
import everymode.train.Model;
import everymode.train.Order;
import everymode.train.Ratio;
import everymode.train.Rounds;
import everymode.train.Sampler;
import everymode.train.Stage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Rounds of three stages: train a member, train a referee where one is needed, look at all points.
/// Independent members are parts of one stage.
final class MixtureModel implements Model, Rounds {

  private static final int STAGES = 3;
  private static final long FEW = 1 << 20; // numbers in what a critic looks at together
  private static final double FURTHEST = 30; // raw scores beyond e^±30 tell nothing more

  private final MixtureConfig config;
  private final BiFunction<Dataset, Chance, Model> base;
  private final boolean critic;
  private final @Nullable Given given;
  private final Dataset data;
  private final Chance init;
  private final int n;
  private final Weighing weighing;
  private final List<Part> members = new ArrayList<>();
  private final Grown quantiles = new Grown(); // float64 [3] each, of D over the points
  private final Tensor logits; // float32 [n], of the look that goes on
  private final @Nullable Blend blend;
  private @Nullable Referee referee; // of the round that goes on
  private int ended;
  private boolean stopped;

  /// @param base builds a member for some data
  /// @param critic whether the members' critics are asked
  /// @param given the generator that is there already, or null
  MixtureModel(
      MixtureConfig config,
      BiFunction<Dataset, Chance, Model> base,
      boolean critic,
      Dataset data,
      Chance init,
      @Nullable Given given) {
    this.config = config;
    this.given = given;
    this.base = base;
    this.critic = critic;
    this.data = data;
    this.init = init;
    n = data.train().size();
    try (var _ = new Scope()) {
      logits = Scope.own(Ops.zeros(n));
    }
    weighing =
        switch (config.update()) {
          case Update.Doubling rule -> new Doubled(rule, n);
          case Update.Boost rule -> new Boosted(rule, n);
          case Update.None _ -> new Even(n);
        };
    blend =
        config.weights() instanceof Weights.Maximin rule
            ? new Blend(rule, data, init.at("blend"))
            : null;
  }

  private boolean independent() {
    return config.update() instanceof Update.None;
  }

  @Override
  public Optional<Stage> stage(int number) {
    Given first = given;
    if (first != null && number == 0) {
      return Optional.of(new Stage.Fit("begin", 1, (_, _) -> begin(first.sampler())));
    }
    int index = first == null ? number : number - 1;
    int after = independent() ? 1 : STAGES * (stopped ? ended : config.rounds());
    if (index >= after) {
      Blend last = blend;
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
    if (weighing instanceof Doubled doubled && config.update() instanceof Update.Doubling rule) {
      Chance chance = init.at("begin");
      var balls =
          config.weights() instanceof Weights.Maximin asked ? asked : Weights.Maximin.usual();
      Neighbourhood around = new Neighbourhood(balls, data, chance);
      double[] ratio = around.ratio(first, chance.at("samples"));
      boolean[] covers = new boolean[ratio.length];
      for (int i = 0; i < covers.length; i++) {
        covers[i] = ratio[i] >= rule.threshold();
      }
      doubled.begin(around.everywhere(covers));
    }
    return true;
  }

  /// The member of a round, built when it is first needed.
  private Part member(int round) {
    while (members.size() <= round) {
      int t = members.size();
      boolean weighted = !independent() && t == ended && (t > 0 || given != null);
      Dataset rows = weighted ? data.weighted(weighing.shares(t)) : data;
      long at = critic ? config.ratio().at() : 0;
      Chance chance = init.at("member").at(t);
      members.add(new Part(() -> base.apply(rows, chance), at, critic));
    }
    return members.get(round);
  }

  private Stage classify(int round) {
    if (critic) {
      return new Stage.Fit("classify", 0, (_, _) -> true); // nothing to do
    }
    Referee judge = referee;
    if (judge == null) {
      judge = new Referee(config.ratio(), data.domain(), init.at("referee").at(round));
      referee = judge;
    }
    return config.update() instanceof Update.Boost
        ? judge.stage(data, mixture(round + 1))
        : judge.stage(
            round == 0 ? data : data.weighted(weighing.shares(round)),
            members.get(round).sampler());
  }

  /// Asks the critic or the referee about all points, some at a time.
  private Stage look(int round) {
    int wide = (int) Arrays.stream(data.domain().shape()).reduce(1, (a, b) -> a * b);
    int some = Math.clamp(FEW / wide, 1, n);
    long steps = Math.ceilDiv(n, some);
    UnaryOperator<Tensor> scores = scores(round);
    Act look =
        new Act.Task(
            "look",
            1,
            (step, _) -> {
              int from = (int) step * some;
              int count = Math.min(some, n - from);
              look(scores, from, count);
              if (from + count == n) {
                end(round);
              }
              return true;
            });
    Act told = new Act.Gauge("covered", steps, () -> round(round).covered());
    return new Stage.Play("look", steps, 1, data.batches(), Order.ALTERNATING, List.of(look, told));
  }

  private UnaryOperator<Tensor> scores(int round) {
    Referee judge = referee;
    return judge != null ? judge::logit : ((Ratio) members.get(round).asked())::logit;
  }

  private void look(UnaryOperator<Tensor> scores, int from, int count) {
    try (var _ = new Scope()) {
      long[] rows = IntStream.range(from, from + count).asLongStream().toArray();
      Tensor x = data.domain().encode(Device.current().bring(data.train().x(rows)));
      Tensor said = Grad.without(() -> scores.apply(x)); // [count, 1]
      Ops.rows(logits, from, count).copy_(said.flatten());
    }
  }

  private void end(int round) {
    double[] score = Ops.doubles(logits);
    double[] ratio = new double[n];
    double[] real = new double[n];
    for (int i = 0; i < n; i++) {
      double logit = Math.clamp(score[i], -FURTHEST, FURTHEST);
      ratio[i] = Math.exp(-logit); // 1/D − 1
      real[i] = 1 / (1 + ratio[i]);
    }
    Arrays.sort(real);
    double[] three = {real[n / 20], real[n / 2], real[n - 1 - n / 20]};
    quantiles.add(() -> Ops.of(three, 3));
    weighing.end(ratio);
    members.get(round).drop();
    referee = null;
    ended++;
    stopped = weighing.enough();
  }

  private List<Sampler> samplers() {
    List<Sampler> all = new ArrayList<>();
    if (given != null) {
      all.add(given.sampler());
    }
    int whole = independent() ? members.size() : ended;
    members.subList(0, whole).forEach(part -> all.add(part.sampler()));
    if (all.isEmpty()) {
      all.add(member(0).sampler()); // still in training
    }
    return all;
  }

  private Sampler mixture(int count) {
    List<Sampler> first = members.subList(0, count).stream().<Sampler>map(Part::sampler).toList();
    return new Mix(first, weighing.members(count));
  }

  @Override
  public Sampler sampler() {
    List<Sampler> parts = samplers();
    double[] weight = blend == null ? null : blend.weights();
    return new Mix(parts, weight == null ? weighing.members(parts.size()) : weight);
  }

  @Override
  public int ended() {
    return ended;
  }

  @Override
  public Round round(int round) {
    double[] of = quantiles.get(round);
    return new Round(weighing.covered(round), of[0], of[1], of[2]);
  }

  @Override
  public double[] shares(int round) {
    return weighing.shares(round);
  }

  @Override
  public Optional<String> promise() {
    if (!(config.update() instanceof Update.Doubling rule) || ended == 0 || given != null) {
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
    for (int t = 0; t < ended; t++) {
      Round round = round(t);
      if (!independent() && !round.teaches()) {
        warnings.add(
            round.covered() == 0
                ? "Round %d covers no row by its critic (median of D %.3f): it taught nothing; train members for fewer steps, or use ratio.from=classifier."
                    .formatted(t + 1, round.middle())
                : "Round %d covers every row by its critic (median of D %.3f): it taught nothing."
                    .formatted(t + 1, round.middle()));
      }
      members.get(t).warnings().forEach(warnings::add);
    }
    return warnings;
  }

  /// The generator that is there already is not saved, but it must stay the same.
  private void same(State s) {
    Given first = given;
    if (first != null) {
      long own = Long.parseUnsignedLong(first.hash().substring(0, 15), 16);
      if (s.counter("given", own) != own) {
        throw new EverymodeException(
            "%s is not what this run began with; put the old one back".formatted(config.given()));
      }
    }
  }

  @Override
  public void state(State s) {
    same(s);
    ended = (int) s.counter("ended", ended);
    stopped = s.counter("stopped", stopped ? 1 : 0) == 1;
    s.child("weighing", weighing);
    s.child("quantiles", quantiles);
    s.tensor("logits", logits);
    int count = (int) s.counter("members", members.size());
    members.subList(Math.min(count, members.size()), members.size()).clear();
    if (count > 0) {
      member(count - 1);
    }
    for (int t = 0; t < count; t++) {
      s.child("member." + t, members.get(t));
    }
    boolean judged = s.counter("referee", referee == null ? 0 : 1) == 1;
    if (!judged) {
      referee = null;
    } else if (referee == null) {
      referee = new Referee(config.ratio(), data.domain(), init.at("referee").at(ended));
    }
    Referee judge = referee;
    if (judge != null) {
      s.child("judge", judge);
    }
    if (blend != null) {
      s.child("blend", blend);
    }
  }
}
