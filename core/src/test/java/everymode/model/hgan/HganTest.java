package everymode.model.hgan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import everymode.Kept;
import everymode.Tiny;
import everymode.config.ConfigRecords;
import everymode.data.Batch;
import everymode.data.Dataset;
import everymode.loss.AdversarialLoss;
import everymode.loss.GeneratedSamples;
import everymode.model.autoregressive.AutoregressiveTraining;
import everymode.model.gan.Gan;
import everymode.model.gan.GanConfig;
import everymode.model.gan.GanModel;
import everymode.nn.ForwardContext;
import everymode.nn.Init;
import everymode.nn.Layer;
import everymode.random.RandomKey;
import everymode.tensor.Autograd;
import everymode.tensor.Backend;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import everymode.tensor.StateVisitor;
import everymode.train.Action;
import everymode.train.DefaultsContext;
import everymode.train.Family;
import everymode.train.FitStep;
import everymode.train.Model;
import everymode.train.Optimizer;
import everymode.train.Player;
import everymode.train.Stage;
import everymode.train.StepContext;
import everymode.train.TrainingLoop;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HganTest {

  private static final RandomKey KEY = new RandomKey(4);
  private static final String SMALL =
      "{steps: 12, batchSize: 8, teacher: {steps: 5, batchSize: 8}, pool: {size: 20, every: 3,"
          + " renewed: 7}}";

  @BeforeEach
  void use_one_thread() {
    Backend.threads(1);
  }

  private static HganConfig config(Dataset data, String changes) {
    return config(DefaultsContext.of(data), changes);
  }

  private static HganConfig config(DefaultsContext context, String changes) {
    HganConfig small = ConfigRecords.changed(new Hgan().defaults(context), SMALL, "hgan");
    return ConfigRecords.changed(small, changes, "hgan");
  }

  private static <C extends Record> Model trained(Family<C> family, C config, Dataset data) {
    Model model = family.build(config, data, KEY.fold("init"));
    new TrainingLoop(model, KEY.fold("run"), _ -> {}).finish();
    return model;
  }

  private static Tensor samples(Model model) {
    return model.sampler().orElseThrow().sample(50, KEY.fold("samples"));
  }

  @Test
  void without_weight_it_is_the_plain_game() {
    for (Dataset data : List.of(Tiny.points(), Tiny.images())) {
      HganConfig taught = config(data, "{weight: 0}");
      GanConfig plain = new GanConfig(taught.prior(), taught.settings());
      try (var _ = new Scope()) {
        assertThat(Ops.floats(samples(trained(new Hgan(), taught, data))))
            .isEqualTo(Ops.floats(samples(trained(new Gan(), plain, data))));
      }
    }
  }

  /// The teacher and the second discriminator are trained, but nothing of it reaches the generator.
  @Test
  void a_weight_that_has_fallen_to_zero_leaves_the_plain_game() {
    Dataset data = Tiny.points();
    HganConfig taught =
        config(
            data, "{weightDecay: {type: linear, start: 0, end: 0, factor: 0}, dequantise: false}");
    Supplier<Stage> empty = () -> new Stage.Fit("before", 1, (_, _) -> FitStep.Result.FINISHED);
    Model plain =
        new GanModel(
            taught.settings(),
            taught.prior().build(KEY.fold("init").fold("prior")),
            taught.settings().objectives(),
            data,
            KEY.fold("init"),
            new GanModel.Additions(
                List.of(empty, empty, empty),
                _ -> List.of(),
                GanModel::plainSampler,
                List::of,
                GanModel.Part.NONE));
    new TrainingLoop(plain, KEY.fold("run"), _ -> {}).finish();
    try (var _ = new Scope()) {
      assertThat(Ops.floats(samples(trained(new Hgan(), taught, data))))
          .isEqualTo(Ops.floats(samples(plain)));
    }
  }

  @ParameterizedTest
  @EnumSource
  void each_form_trains_on_points_and_images(Distillation form) {
    for (Dataset data : List.of(Tiny.points(), Tiny.images())) {
      String name = form.name().toLowerCase(Locale.ROOT).replace('_', '-');
      String changes = "{teacherSteps: 1, distillation: " + name;
      var context = // defaults depend on it
          new DefaultsContext(
              Optional.of(data),
              key -> key.equals("distillation") ? Optional.of(name) : Optional.empty());
      try (var _ = new Scope()) {
        Model model = trained(new Hgan(), config(context, changes + "}"), data);
        assertThat(Ops.finite(samples(model))).isTrue();
        Model plain = trained(new Hgan(), config(context, changes + ", weight: 0}"), data);
        assertThat(Ops.floats(samples(plain))).isNotEqualTo(Ops.floats(samples(model)));
      }
    }
  }

  /// A discriminator with a free score for each of four symbols, which are rows of an identity
  /// matrix.
  private static final class Table implements Layer {

    private final Tensor scores = Init.constant(0, 4, 1);

    @Override
    public Tensor apply(Tensor x, ForwardContext pass) {
      return x.matmul(pass.weight(scores));
    }

    @Override
    public List<Tensor> parameters() {
      return List.of(scores);
    }

    @Override
    public void state(StateVisitor s) {
      s.tensor("scores", scores);
    }
  }

  /// Rows of an identity matrix, each as often as its share of 40 says.
  private static Tensor rows(double... share) {
    float[] values = new float[160];
    int row = 0;
    for (int symbol = 0; symbol < 4; symbol++) {
      for (int i = 0; i < Math.round(share[symbol] * 40); i++) {
        values[4 * row++ + symbol] = 1;
      }
    }
    return Ops.of(values, 40, 4);
  }

  private static StepContext step(Tensor real) {
    return new StepContext(
        () -> new Batch(real, Ops.range(real.size(0)), null), (int) real.size(0), 0, KEY);
  }

  private static double[] best(double[] real, double[] fake) {
    double[] scores = new double[4];
    Arrays.setAll(scores, i -> Math.log(Math.max(1e-9, real[i]) / Math.max(1e-9, fake[i])));
    return scores;
  }

  @Test
  void discriminators_come_to_the_ratio_of_shares() {
    try (var _ = new Scope()) {
      double[] real = {0.4, 0.3, 0.2, 0.1};
      double[] fake = {0.1, 0.2, 0.3, 0.4};
      Table table = new Table();
      GeneratedSamples generated = _ -> rows(fake);
      var objective = AdversarialLoss.STANDARD.discriminator(table, generated, List.of());
      Player player = new Player(table, Optimizer.Adam.of(0.05), 0);
      for (int i = 0; i < 1_500; i++) {
        try (var _ = new Scope()) {
          player.minimise(objective.at(step(rows(real))), 0);
        }
      }
      double[] found = Ops.doubles(Ops.toDouble(table.scores.detach()));
      for (int i = 0; i < 4; i++) {
        double share = 1 / (1 + Math.exp(-found[i]));
        assertThat(share).isCloseTo(real[i] / (real[i] + fake[i]), within(1e-3));
      }
    }
  }

  /// The value of both games at the best discriminators, by the losses that are trained.
  private static double value(double[] real, double[] teacher, double[] fake, double weight) {
    return game(real, fake) + weight * game(teacher, fake);
  }

  private static double game(double[] real, double[] fake) {
    try (var _ = new Scope()) {
      double[] best = best(real, fake);
      Tensor none = Ops.of(new double[] {0}, 1, 1);
      double other = Math.log(2); // the loss of the row with that score
      double sum = 0;
      for (int i = 0; i < 4; i++) {
        Tensor score = Ops.of(new double[] {best[i]}, 1, 1);
        AdversarialLoss loss = AdversarialLoss.STANDARD;
        sum -= real[i] * (loss.discriminator(score, none).item_double() - other);
        sum -= fake[i] * (loss.discriminator(none, score).item_double() - other);
      }
      return sum;
    }
  }

  private static double jensenShannon(double[] p, double[] q) {
    double sum = 0;
    for (int i = 0; i < 4; i++) {
      double middle = (p[i] + q[i]) / 2;
      sum += p[i] == 0 ? 0 : 0.5 * p[i] * Math.log(p[i] / middle);
      sum += q[i] == 0 ? 0 : 0.5 * q[i] * Math.log(q[i] / middle);
    }
    return sum;
  }

  @Test
  void the_value_is_that_of_two_divergences() {
    double[] real = {0.4, 0.3, 0.2, 0.1};
    double[] teacher = {0.3, 0.3, 0.2, 0.2};
    double[] fake = {0.7, 0.1, 0.1, 0.1};
    double expected =
        2 * jensenShannon(real, fake)
            - Math.log(4)
            + 0.5 * (2 * jensenShannon(teacher, fake) - Math.log(4));
    assertThat(value(real, teacher, fake, 0.5)).isCloseTo(expected, within(1e-6));
    assertThat(value(real, real, real, 0.5)).isCloseTo(-1.5 * Math.log(4), within(1e-6));
  }

  @Test
  void a_set_that_only_the_generator_misses_costs_what_the_bound_says() {
    double[] teacher = {0.25, 0.25, 0.25, 0.25};
    double[] fake = {0.5, 0.3, 0.2, 0};
    double a = 0.25;
    double bound = a * Math.log(2) + (1 - a) * Math.log(1 - a) - (2 - a) * Math.log(1 - a / 2);
    assertThat(bound).isPositive();
    assertThat(game(teacher, fake) + Math.log(4)).isGreaterThanOrEqualTo(bound);
    double[] closest = {1.0 / 3, 1.0 / 3, 1.0 / 3, 0};
    assertThat(game(teacher, closest) + Math.log(4)).isCloseTo(bound, within(1e-6));
  }

  /// Descent of a table of shares on the value at the best discriminators, from a collapsed one.
  private static double[] fitted(double[] real, double[] teacher, double weight) {
    double[] at = {3, 0, 0, -9};
    for (int step = 0; step < 3_000; step++) {
      double[] p = softmax(at);
      for (int i = 0; i < 4; i++) {
        at[i] -= 0.05 * slope(p[i], real[i], teacher[i], weight);
      }
    }
    return softmax(at);
  }

  /// How the value grows with a share of the generator.
  private static double slope(double fake, double real, double teacher, double weight) {
    return Math.log(fake / (real + fake)) + weight * Math.log(fake / (teacher + fake));
  }

  private static double[] softmax(double[] at) {
    double sum = Arrays.stream(at).map(Math::exp).sum();
    return Arrays.stream(at).map(v -> Math.exp(v) / sum).toArray();
  }

  @Test
  void the_best_generator_lies_between_data_and_teacher() {
    double[] real = {0.5, 0.3, 0.2, 0};
    double[] teacher = {0.3, 0.3, 0.2, 0.2};
    double[] found = fitted(real, teacher, 1);
    double first = slope(found[0], real[0], teacher[0], 1);
    for (int i = 1; i < 4; i++) {
      assertThat(slope(found[i], real[i], teacher[i], 1)).isCloseTo(first, within(1e-6));
    }
    assertThat(found[3]).isBetween(0.01, 0.2); // what the teacher leaks
    assertThat(fitted(real, teacher, 0)[3]).isLessThan(1e-6);
    double least = value(real, teacher, found, 1);
    for (int i = 0; i < 3; i++) {
      for (double move : new double[] {-1e-3, 1e-3}) {
        double[] moved = found.clone();
        moved[i] += move;
        moved[i + 1] -= move;
        assertThat(value(real, teacher, moved, 1)).isGreaterThan(least);
      }
    }
  }

  @Test
  void a_lost_mode_comes_back_to_its_share() {
    double[] real = {0.25, 0.25, 0.25, 0.25};
    double[] found = fitted(real, real, 1);
    for (double share : found) {
      assertThat(share).isCloseTo(0.25, within(1e-4));
    }
  }

  private static Set<List<Float>> rows(TeacherPool pool) {
    Set<List<Float>> rows = new HashSet<>();
    try (var _ = new Scope()) {
      float[] values = Ops.floats(pool.batch(500, KEY.fold("look")).x());
      for (int i = 0; i < values.length; i += 2) {
        rows.add(List.of(values[i], values[i + 1]));
      }
    }
    return rows;
  }

  @Test
  void the_pool_replaces_its_oldest_samples() {
    Dataset data = Tiny.points();
    HganConfig config = config(data, "{pool: {size: 10, every: 2, renewed: 3}}");
    var teacher = new AutoregressiveTraining(config.teacher(), data.domain(), KEY);
    TeacherPool pool = new TeacherPool(teacher, data.domain(), config.pool());
    Stage.Fit fill = (Stage.Fit) pool.fill();
    assertThat(fill.work().step(0, KEY.fold("fill")).finished()).isTrue();
    Set<List<Float>> first = rows(pool);
    assertThat(first).hasSize(10);
    Action.Task renewal = (Action.Task) pool.renewal();
    assertThat(renewal.every()).isEqualTo(2);
    for (int time = 1; time <= 4; time++) {
      renewal.work().run(2L * time - 1, KEY.fold(time));
      Set<List<Float>> now = rows(pool);
      assertThat(now).hasSize(10);
      now.retainAll(first);
      assertThat(now).hasSize(Math.max(0, 10 - 3 * time));
    }
  }

  @Test
  void gradients_reach_the_generator_through_the_teacher_and_do_not_train_it() {
    Dataset data = Tiny.images();
    HganConfig config = config(data, "{distillation: likelihood-map}");
    TeachingGame game = new TeachingGame(config, data, KEY);
    try (var _ = new Scope()) {
      Tensor x = data.batch(Ops.of(0, 1, 2)).x().detach().requires_grad_(true);
      Evidence evidence =
          new Evidence(
              new AutoregressiveTraining(config.teacher(), data.domain(), KEY), data, false);
      ((Stage.Fit) evidence.scale()).work().step(0, KEY);
      Tensor gradient =
          Autograd.gradients(evidence.beside(x).narrow(1, 1, 1).square().sum(), List.of(x)).get(0);
      assertThat(gradient.abs().sum().item_double()).isPositive();
    }
    Stage lessons = game.before().get(1).get();
    assertThat(lessons.name()).isEqualTo("teacher");
    Model model = new Hgan().build(config, data, KEY.fold("init"));
    TrainingLoop loop = new TrainingLoop(model, KEY.fold("run"), _ -> {});
    while (!loop.stageName().equals("train")) {
      loop.step();
    }
    Map<String, ByteBuffer> before = teacher(model);
    loop.finish();
    assertThat(before).isNotEmpty();
    assertThat(teacher(model)).isEqualTo(before);
  }

  private static Map<String, ByteBuffer> teacher(Model model) {
    Map<String, ByteBuffer> all = new TreeMap<>(Kept.bytes(model));
    all.keySet().removeIf(name -> !name.contains("teacher"));
    return all;
  }

  @Test
  void a_form_with_a_loss_of_its_own_takes_no_other() {
    assertThatThrownBy(
            () -> config(Tiny.points(), "{distillation: three-way, loss: {relativistic: true}}"))
        .hasMessageContaining("three-way");
  }
}
