package everymode.autoregressive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import everymode.data.Domain;
import everymode.nn.ForwardContext;
import everymode.random.RandomKey;
import everymode.tensor.Autograd;
import everymode.tensor.Backend;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;
import org.hipparchus.distribution.continuous.ChiSquaredDistribution;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AutoregressiveNetworkTest {

  private static final RandomKey KEY = new RandomKey(5);
  private static final ForwardContext PASS = ForwardContext.evaluation();

  @BeforeEach
  void use_one_thread() {
    Backend.threads(1);
  }

  private static AutoregressiveNetwork pixels(
      Conditional conditional, int maps, int channels, int height, int width) {
    return new GatedPixelCnn(3, maps, 5, 3, conditional)
        .build(new Domain.Images(channels, height, width), KEY.fold("init"));
  }

  private static AutoregressiveNetwork plusPlus(int channels, int height, int width) {
    AutoregressiveNetwork network =
        new PixelCnnPlusPlus(3, 2, 6, 2, 0.5)
            .build(new Domain.Images(channels, height, width), KEY.fold("init"));
    network.scale(() -> images(8, channels, height, width));
    return network;
  }

  /// Of colour images 6×7.
  private static final List<Supplier<AutoregressiveNetwork>> NETWORKS =
      List.of(
          () -> pixels(new Categorical(256), 12, 3, 6, 7),
          () -> pixels(new LogisticMixture(3), 12, 3, 6, 7),
          () -> plusPlus(3, 6, 7));

  private static Tensor images(long... shape) {
    return Ops.plus(Ops.times(RandomTensors.uniform(KEY.fold("x"), shape), 2), -1);
  }

  /// Whether the distribution of each value (row, column, channel) has a gradient with respect to
  /// values before it alone, and to nearly all of these that are in the field of view.
  private static void assertCausal(
      AutoregressiveNetwork network, Tensor x, Domain.Images image, boolean perChannel) {
    int c = image.channels();
    int pixels = image.height() * image.width();
    x.requires_grad_(true);
    Tensor mean = network.mean(x, PASS).flatten(1, -1); // [1, c·h·w]
    int seen = 0;
    for (int i = 0; i < c * pixels; i++) {
      try (var _ = new Scope()) {
        Tensor gradient =
            Autograd.gradients(mean.select(1, i).sum(), Ops.vector(List.of(x)), true).get(0);
        float[] by = gradient.defined() ? Ops.floats(gradient) : new float[c * pixels];
        for (int j = 0; j < by.length; j++) {
          int from = j % pixels * c + j / pixels;
          int to = i % pixels * c + i / pixels;
          if (from >= to) {
            assertThat(by[j]).as("value %d of %d", j, i).isZero();
          }
          if (by[j] != 0) {
            seen++;
            assertThat(perChannel || j % pixels < i % pixels || from < to).isTrue();
          }
        }
      }
    }
    assertThat(seen).isGreaterThan(c * pixels * (c * pixels - 1) / 2 * 8 / 10);
  }

  @Test
  void a_pixel_depends_on_those_before_it_alone() {
    try (var _ = new Scope()) {
      Domain.Images image = new Domain.Images(3, 5, 5);
      AutoregressiveNetwork categorical = pixels(new Categorical(4), 12, 3, 5, 5);
      assertCausal(categorical, images(1, 3, 5, 5), image, true);
      AutoregressiveNetwork logistic = pixels(new LogisticMixture(2), 12, 3, 5, 5);
      assertCausal(logistic, images(1, 3, 5, 5), image, false);
      assertCausal(plusPlus(3, 5, 5), images(1, 3, 5, 5), image, false);
    }
  }

  @Test
  void a_number_depends_on_those_before_it_alone() {
    try (var _ = new Scope()) {
      int dim = 6;
      AutoregressiveNetwork network =
          new Made(List.of(40, 40), 3, 1).build(new Domain.Points(dim), KEY);
      Tensor x = images(1, dim).requires_grad_(true);
      Tensor mean = network.mean(x, PASS);
      for (int i = 0; i < dim; i++) {
        Tensor gradient =
            Autograd.gradients(mean.select(1, i).sum(), Ops.vector(List.of(x)), true).get(0);
        float[] by = gradient.defined() ? Ops.floats(gradient) : new float[dim];
        for (int j = 0; j < dim; j++) {
          assertThat(by[j] != 0).as("number %d of %d", j, i).isEqualTo(j < i);
        }
      }
    }
  }

  @Test
  void rows_have_noise_in_training_alone() {
    try (var _ = new Scope()) {
      Tensor x = images(50, 2);
      for (double smoothing : new double[] {0, 1}) {
        AutoregressiveNetwork network =
            new Made(List.of(8), 3, smoothing).build(new Domain.Points(2), KEY);
        network.scale(() -> x);
        float[] use = Ops.floats(network.logProb(x, PASS).detach());
        ForwardContext training = ForwardContext.training(KEY);
        float[] trained = Ops.floats(network.logProb(x, training).detach());
        assertThat(Arrays.equals(use, trained)).isEqualTo(smoothing == 0);
      }
    }
  }

  /// All images of 2×2 pixels with three levels.
  private static Tensor all81() {
    float[] values = new float[81 * 4];
    for (int image = 0; image < 81; image++) {
      int rest = image;
      for (int pixel = 0; pixel < 4; pixel++) {
        values[4 * image + pixel] = rest % 3 - 1;
        rest /= 3;
      }
    }
    return Ops.of(values, 81, 1, 2, 2);
  }

  private static double[] probabilities(AutoregressiveNetwork network) {
    return Ops.doubles(network.logProb(all81(), PASS).flatten(1, -1).sum(1).exp());
  }

  @Test
  void probabilities_of_all_images_sum_to_one() {
    try (var _ = new Scope()) {
      double sum = 0;
      for (double p : probabilities(pixels(new Categorical(3), 8, 1, 2, 2))) {
        sum += p;
      }
      assertThat(sum).isCloseTo(1, within(1e-5));
    }
  }

  @Test
  void samples_have_the_probabilities_of_the_network() {
    try (var _ = new Scope()) {
      AutoregressiveNetwork network = pixels(new Categorical(3), 8, 1, 2, 2);
      int n = 20_000;
      Tensor drawn =
          Autograd.noGrad(
              () -> network.sample(Known.nothing(n, 1, 2, 2), KEY.fold("sample"), PASS));
      float[] values = Ops.floats(drawn);
      double[] counted = new double[81];
      for (int i = 0; i < n; i++) {
        int image = 0;
        for (int j = 3; j >= 0; j--) {
          image = 3 * image + Math.round(values[4 * i + j]) + 1;
        }
        counted[image]++;
      }
      double[] expected = probabilities(network);
      double statistic = 0;
      for (int i = 0; i < 81; i++) {
        statistic += Math.pow(counted[i] - n * expected[i], 2) / (n * expected[i]);
      }
      assertThat(new ChiSquaredDistribution(80).cumulativeProbability(statistic)).isLessThan(0.99);
    }
  }

  /// Draws as the definition says: one pass over the whole image for each value.
  private static Tensor naive(PixelNetwork network, Known known, RandomKey key) {
    Tensor x = network.conditional().quantised(known.x()).clone();
    int width = (int) x.size(3);
    for (int i = 0; i < x.size(2); i++) {
      for (int j = 0; j < width; j++) {
        for (int c = 0; c < x.size(1); c++) {
          Tensor own = x.select(2, i).select(2, j);
          Tensor parameters = network.parameters(x, PASS).select(2, i).select(2, j);
          Tensor drawn =
              network.conditional().draw(own, parameters, c, key.fold((long) i * width + j));
          Tensor given = known.given().select(2, i).select(2, j).select(1, c);
          own.select(1, c).copy_(own.select(1, c).clone().where(given, drawn));
        }
      }
    }
    return x;
  }

  @Test
  void fast_draws_equal_those_of_a_pass_for_each_value() {
    for (Supplier<AutoregressiveNetwork> build : NETWORKS) {
      try (var _ = new Scope()) {
        var network = (PixelNetwork) build.get();
        Tensor x = images(5, 3, 6, 7);
        Known half = new Known(x, RandomTensors.uniform(KEY.fold("given"), 5, 3, 6, 7).lt(x));
        for (Known known : List.of(Known.nothing(5, 3, 6, 7), half)) {
          float[] fast =
              Ops.floats(Autograd.noGrad(() -> network.sample(known, KEY.fold("draw"), PASS)));
          float[] slow = Ops.floats(Autograd.noGrad(() -> naive(network, known, KEY.fold("draw"))));
          assertThat(fast).isEqualTo(slow);
        }
      }
    }
  }

  @Test
  void probabilities_pixel_by_pixel_equal_those_of_one_pass() {
    for (Supplier<AutoregressiveNetwork> build : NETWORKS) {
      try (var _ = new Scope()) {
        var network = (PixelNetwork) build.get();
        Tensor x = rounded(images(2, 3, 6, 7));
        Tensor whole = network.logProb(x, PASS);
        Tensor worst = Autograd.noGrad(() -> worst(network, x, whole));
        assertThat(worst.item_double()).isLessThan(1e-4);
      }
    }
  }

  /// The largest difference between probabilities pixel by pixel and those of one pass.
  private static Tensor worst(PixelNetwork network, Tensor x, Tensor whole) {
    PixelNetwork.Brush brush = network.brush(x.clone(), PASS);
    Tensor worst = Ops.full(0, 1);
    for (int i = 0; i < 6; i++) {
      brush.row(i);
      for (int j = 0; j < 7; j++) {
        Tensor own = x.select(2, i).select(2, j); // [n, c]
        Tensor parameters = brush.parameters(j);
        brush.drawn(j, own);
        if (network.conditional().perChannel()) {
          parameters = brush.parameters(j); // with all channels known
        }
        Tensor alone =
            network.conditional().logProb(own.unsqueeze(1), parameters.unsqueeze(1)).squeeze(1);
        worst = worst.maximum(alone.sub(whole.select(2, i).select(2, j)).abs().max());
      }
    }
    return worst;
  }

  @Test
  void first_lengths_and_biases_are_fitted_to_rows() {
    try (var _ = new Scope()) {
      var network = (PixelNetwork) plusPlus(1, 8, 8); // fitted to the same rows
      Tensor made = Autograd.noGrad(() -> network.parameters(rounded(images(8, 1, 8, 8)), PASS));
      Tensor each = made.transpose(0, 1).flatten(1, -1); // [parameters, n·h·w]
      assertThat(each.mean(1).abs().max().item_double()).isLessThan(1e-4);
      assertThat(Ops.plus(each.std(1), -1).abs().max().item_double()).isLessThan(1e-3);
    }
  }

  private static Tensor rounded(Tensor x) {
    return new Categorical(256).quantised(x);
  }

  @Test
  void given_values_stay() {
    try (var _ = new Scope()) {
      AutoregressiveNetwork network = pixels(new Categorical(256), 8, 1, 4, 4);
      Tensor x = new Categorical(256).quantised(images(3, 1, 4, 4));
      Known all = new Known(x, x.eq(x));
      Tensor drawn = Autograd.noGrad(() -> network.sample(all, KEY, PASS));
      assertThat(Ops.floats(drawn)).isEqualTo(Ops.floats(x));
    }
  }

  @Test
  void logistic_levels_sum_to_one() {
    try (var _ = new Scope()) {
      int k = 4;
      LogisticMixture mixture = new LogisticMixture(k);
      Tensor parameters =
          Ops.toDouble(Ops.times(RandomTensors.normal(KEY, 1, 1, 3L * k), 2)).expand(256, 1, -1);
      Tensor levels =
          Ops.plus(Ops.times(Ops.toDouble(Ops.range(256)), 2.0 / 255), -1).view(256, 1, 1);
      double sum = mixture.logProb(levels, parameters.contiguous()).exp().sum().item_double();
      assertThat(sum).isCloseTo(1, within(1e-12));
    }
  }

  @Test
  void channels_of_a_logistic_pixel_sum_to_one() {
    try (var _ = new Scope()) {
      LogisticMixture mixture = new LogisticMixture(2);
      Tensor parameters = Ops.toDouble(RandomTensors.normal(KEY, 1, 1, 20)).expand(256, 1, -1);
      Tensor level = Ops.plus(Ops.times(Ops.toDouble(Ops.range(256)), 2.0 / 255), -1);
      for (int channel = 0; channel < 3; channel++) {
        Tensor x = Ops.toDouble(Ops.full(0.3, 256, 1, 3)).clone();
        x.select(2, channel).copy_(level.unsqueeze(1));
        Tensor each = mixture.logProb(x, parameters.contiguous()).select(2, channel);
        assertThat(each.exp().sum().item_double()).isCloseTo(1, within(1e-9));
      }
    }
  }

  @Test
  void equal_levels_have_eight_bits() {
    try (var _ = new Scope()) {
      Tensor x = images(2, 5, 1);
      double nats = new Categorical(256).logProb(x, Ops.zeros(2, 5, 256)).mean().item_double();
      assertThat(-nats / Math.log(2)).isCloseTo(8, within(1e-5));
    }
  }

  @Test
  void rounding_passes_gradients_on() {
    try (var _ = new Scope()) {
      Tensor x = images(1, 1, 4, 4).requires_grad_(true);
      Tensor rounded = new Categorical(3).quantised(x);
      for (float value : Ops.floats(rounded.detach())) {
        assertThat(Math.abs(value - Math.round(value))).isLessThan(1e-6f);
      }
      Tensor gradient = Autograd.gradients(rounded.sum(), List.of(x)).get(0);
      assertThat(Ops.floats(gradient)).containsOnly(1);
    }
  }
}
