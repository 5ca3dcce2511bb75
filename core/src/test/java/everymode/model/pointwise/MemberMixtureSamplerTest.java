package everymode.model.pointwise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import everymode.Check;
import everymode.coverage.AdaGanWeighting;
import everymode.model.pointwise.WeightUpdate.Boost;
import everymode.random.RandomKey;
import everymode.sample.Sampler;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import everymode.train.Event;
import everymode.train.TrainingLoop;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// How members are sampled, and the weights of AdaGAN and bagging.
final class MemberMixtureSamplerTest {

  private static final World.Critic NONE = (_, _, _) -> 0;

  /// Each member generates its own number: checks how often each occurs.
  private static void hasShares(Sampler sampler, double... expected) {
    int n = 40_000;
    double[] frequency = new double[expected.length];
    try (var _ = new Scope()) {
      double[] values = Ops.doubles(sampler.sample(n, new RandomKey(5)));
      long[] component =
          Ops.longs(((Sampler.ComponentSampler) sampler).componentsOf(n, new RandomKey(5)));
      assertThat(Arrays.stream(values).mapToLong(v -> (long) v).toArray()).isEqualTo(component);
      for (long k : component) {
        frequency[(int) k] += 1.0 / n;
      }
    }
    double bound = Math.sqrt(Math.log(2 * expected.length / 1e-9) / (2.0 * n)); // Hoeffding's bound
    for (int k = 0; k < expected.length; k++) {
      assertThat(frequency[k]).as("member %d", k).isCloseTo(expected[k], within(bound));
      if (expected[k] == 0) {
        assertThat(frequency[k]).isZero();
      }
    }
  }

  @Test
  void all_members_are_sampled_equally_whatever_the_weights_of_the_rows() {
    World world = new World(8, (_, i, _) -> i == 0 ? 20 : -20);
    hasShares(
        world.trained(World.asking(5, WeightUpdate.Doubling.defaults(), 0)).sampler().orElseThrow(),
        .2,
        .2,
        .2,
        .2,
        .2);
    hasShares(
        world.trained(World.classified(4, new WeightUpdate.None(), 1)).sampler().orElseThrow(),
        .25,
        .25,
        .25,
        .25);
    hasShares(
        world.trained(World.classified(3, Boost.defaults(), 1)).sampler().orElseThrow(),
        1 / 3.,
        1 / 3.,
        1 / 3.);
  }

  /// A new member takes its share from all earlier members: β_t Π (1 − β_s) over later s.
  @Test
  void members_with_a_fixed_beta_take_their_share_one_after_the_other() {
    World world = new World(4, NONE);
    Boost boost = new Boost(Boost.Rule.STAR, 0.3, 0.25);
    Sampler sampler = world.trained(World.classified(4, boost, 1)).sampler().orElseThrow();
    hasShares(sampler, .7 * .7 * .7, .3 * .7 * .7, .3 * .7, .3);
    Boost last = new Boost(Boost.Rule.STAR, 1, 0.25);
    hasShares(world.trained(World.classified(3, last, 1)).sampler().orElseThrow(), 0, 0, 1);
  }

  @Test
  void a_member_can_be_sampled_alone() {
    World world = new World(4, NONE);
    Sampler.ComponentSampler mixed =
        (Sampler.ComponentSampler)
            world.trained(World.classified(3, new WeightUpdate.None(), 1)).sampler().orElseThrow();
    assertThat(mixed.components()).isEqualTo(3);
    for (int k = 0; k < 3; k++) {
      try (var _ = new Scope()) {
        Check.near(mixed.component(k).sample(2, new RandomKey(1)), 0, k, k);
      }
    }
  }

  @Test
  void weights_of_each_rule_are_computed_from_the_ratio_of_the_mixture() {
    double[][] ratio = {{0, 1, 2, 1}, {0.5, 0.2, 3, 0.3}};
    for (Boost.Rule rule : Boost.Rule.values()) {
      for (double beta : new double[] {0, 0.3}) {
        AdaGanWeights weights = new AdaGanWeights(new Boost(rule, beta, 0.25), 4);
        Check.near(weights.shares(0), 1e-12, .25, .25, .25, .25);
        for (int t = 0; t < 2; t++) {
          weights.end(ratio[t]);
          double next = beta == 0 ? 1.0 / (t + 2) : beta; // of the next member
          double[] expected =
              switch (rule) {
                case STAR -> AdaGanWeighting.star(ratio[t], next);
                case DAGGER -> AdaGanWeighting.dagger(ratio[t], next);
                case TOP -> AdaGanWeighting.top(ratio[t], 0.25);
              };
          Check.near(weights.shares(t + 1), 1e-12, expected);
        }
        assertThat(weights.covered(0)).isCloseTo(0.75, within(1e-12));
      }
    }
  }

  /// One member generates row 0 only, the next row 1 only. Each of the two rows has a quarter of
  /// the data and half of the mixture, so that the optimal D is 1/4 / (1/4 + 1/2).
  @Test
  void adagan_compares_the_data_with_the_whole_mixture() {
    World world = new World(4, NONE);
    MixtureModel model = world.model(World.classified(2, Boost.defaults(), 300));
    TrainingLoop run = World.run(model);
    while (model.ended() < 1) {
      run.step();
    }
    assertThat(model.round(0).low()).isCloseTo(1 / 5., within(0.03)); // all of it at row 0
    int before = world.sampled[0];
    run.finish();
    assertThat(world.sampled[0]).isGreaterThan(before);
    assertThat(model.round(1).low()).isCloseTo(1 / 3., within(0.03));
  }

  /// Member t generates row t only, so that D = P / (P + 1) there; all other weights double each
  /// time.
  @Test
  void a_member_is_compared_with_its_own_training_distribution() {
    World world = new World(4, NONE);
    MixtureModel model = world.model(World.classified(4, WeightUpdate.Doubling.defaults(), 300));
    TrainingLoop run = World.run(model);
    while (model.ended() < 1) {
      run.step();
    }
    assertThat(model.round(0).low()).isCloseTo(1 / 5., within(0.03)); // 1/4 against 1
    Check.near(model.shares(1), 1e-12, 1 / 7., 2 / 7., 2 / 7., 2 / 7.);
    int before = world.sampled[0];
    run.finish();
    assertThat(world.sampled[0]).isEqualTo(before); // only the newest is compared
    Check.near(model.shares(3), 1e-12, 0.2, 0.2, 0.2, 0.4);
    assertThat(model.round(3).low()).isCloseTo(2 / 7., within(0.03)); // 2/5 against 1
    assertThat(world.finished).startsWith(1, 1, 1, 1);
  }

  @Test
  void independent_members_are_trained_independently_on_unweighted_rows() {
    World world = new World(8, NONE);
    List<String> stages = new ArrayList<>();
    MixtureModel model = world.model(World.classified(3, new WeightUpdate.None(), 1));
    new TrainingLoop(
            model,
            new RandomKey(1),
            event -> {
              if (event instanceof Event.StageEnded(String stage, long _)) {
                stages.add(stage);
              }
            })
        .finish();
    assertThat(stages)
        .containsExactly("member/0/train", "member/1/train", "member/2/train", "member");
    for (int t = 0; t < 3; t++) {
      assertThat(world.shown.get(t)).hasSize(World.STEPS * World.BATCH);
      assertThat(world.shown.get(t).subList(0, 8)).doesNotHaveDuplicates();
      assertThat(world.finished[t]).isEqualTo(1);
    }
    assertThat(world.shown.get(1)).isNotEqualTo(world.shown.get(0));
    assertThat(model.warnings()).containsExactly("member 0", "member 1", "member 2");
    assertThat(model.ended()).isZero();
  }
}
