package everymode.nn;

import static everymode.Check.different;
import static everymode.Check.near;
import static everymode.Check.same;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.random.RandomKey;
import everymode.sample.OutputRange;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

final class ArchitectureTest {

  private record Size(int side, int channels, Norm norm) {}

  @TestFactory
  Stream<DynamicTest> a_dcgan_fits_every_supported_side() {
    return Stream.of(8, 28, 32, 64)
        .flatMap(side -> Stream.of(1, 3).map(c -> new Size(side, c, new Norm.Batch())))
        .flatMap(s -> Stream.of(s, new Size(s.side, s.channels, new Norm.Spectral())))
        .map(s -> DynamicTest.dynamicTest(s.toString(), () -> fits(new Dcgan(4, s.norm), s)));
  }

  private static void fits(Architecture net, Size size) {
    long[] shape = {size.channels, size.side, size.side};
    try (var _ = new Scope()) {
      Layer generator = net.generator(7, shape, OutputRange.TANH, new RandomKey(1));
      Layer discriminator = net.discriminator(shape, 2, new RandomKey(2));
      ForwardContext pass = ForwardContext.training(new RandomKey(3));
      Tensor x = generator.apply(RandomTensors.normal(new RandomKey(4), 3, 7), pass);
      assertThat(x.shape()).containsExactly(3, size.channels, size.side, size.side);
      assertThat(java.util.stream.DoubleStream.of(Ops.doubles(x.detach())))
          .allMatch(v -> v > -1 && v < 1);
      assertThat(discriminator.apply(x, pass).shape()).containsExactly(3, 2);
      assertThat(Ops.finite(discriminator.apply(x, ForwardContext.evaluation()))).isTrue();
    }
  }

  @TestFactory
  Stream<DynamicTest> a_hybrid_fits_sides_that_are_halved_by_its_convolutions() {
    return Stream.of(8, 28, 32)
        .flatMap(side ->
            Stream.of(new Norm.None(), new Norm.Batch(), new Norm.Spectral())
                .map(norm -> new Size(side, 3, norm)))
        .flatMap(s ->
            Stream.of(List.of(4), List.of(5, 4))
                .map(channels -> new Hybrid(List.of(6), channels, s.norm))
                .map(net -> DynamicTest.dynamicTest(s + ", " + net, () -> fits(net, s))));
  }

  @Test
  void a_hybrid_fits_images_that_are_not_square() {
    long[] shape = {1, 6, 4};
    Layer generator = Hybrid.defaults().generator(2, shape, OutputRange.LINEAR, new RandomKey(1));
    Tensor z = RandomTensors.normal(new RandomKey(2), 3, 2);
    Tensor x = generator.apply(z, ForwardContext.training(new RandomKey(3)));
    assertThat(x.shape()).containsExactly(3, 1, 6, 4);
  }

  @Test
  void a_hybrid_rejects_sides_that_cannot_be_halved() {
    Hybrid net = new Hybrid(List.of(4), List.of(4, 2), new Norm.None());
    for (long[] shape : List.of(new long[] {1, 30, 28}, new long[] {1, 28, 25}, new long[] {2})) {
      assertThatThrownBy(() -> net.generator(2, shape, OutputRange.TANH, new RandomKey(1)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith(
              "a hybrid with 2 channels needs images whose sides are multiples of 4, but the data"
                  + " have shape "
                  + java.util.Arrays.toString(shape));
      assertThat(net.fits(shape)).isFalse();
      assertThatThrownBy(() -> net.discriminator(shape, 1, new RandomKey(1)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  /// Behind 3×3 kernels that hold the taps of 4×4 kernels, the shuffle gives the transposed
  /// convolution.
  @Test
  void a_pixel_shuffle_can_compute_a_transposed_convolution() {
    Tensor x = RandomTensors.normal(new RandomKey(1), 2, 3, 5, 4);
    Tensor w = RandomTensors.normal(new RandomKey(2), 3, 2, 4, 4); // [in, out, 4, 4]
    float[] taps = Ops.floats(w);
    float[] kernels = new float[8 * 3 * 9]; // [4 out, in, 3, 3]
    int[][] tap = {{3, 1, -1}, {-1, 2, 0}}; // by parity of the pixel, and offset -1, 0, 1
    for (int out = 0; out < 2; out++) {
      for (int in = 0; in < 3; in++) {
        for (int phase = 0; phase < 4; phase++) {
          for (int at = 0; at < 9; at++) {
            int row = tap[phase / 2][at / 3];
            int column = tap[phase % 2][at % 3];
            if (row >= 0 && column >= 0) {
              kernels[((out * 4 + phase) * 3 + in) * 9 + at] =
                  taps[((in * 2 + out) * 4 + row) * 4 + column];
            }
          }
        }
      }
    }
    Tensor shuffled =
        new PixelShuffle()
            .apply(
                Ops.conv(x, Ops.of(kernels, 8, 3, 3, 3), null, 1, 1), ForwardContext.evaluation());
    Tensor transposed = Ops.convTranspose(x, w, null, 2, 1);
    assertThat(shuffled.shape()).containsExactly(2, 2, 10, 8);
    near(shuffled, 1e-4, Ops.doubles(transposed));
  }

  @Test
  void a_dcgan_of_32_pixels_has_the_feature_channels_of_the_paper() {
    long[] shape = {3, 32, 32};
    Layer generator =
        new Dcgan(64, new Norm.Batch()).generator(100, shape, OutputRange.TANH, new RandomKey(1));
    Layer discriminator = new Dcgan(64, new Norm.Batch()).discriminator(shape, 1, new RandomKey(1));
    assertThat(kernels(generator))
        .containsExactly(
            List.of(100L, 256L, 4L, 4L),
            List.of(256L, 128L, 4L, 4L),
            List.of(128L, 64L, 4L, 4L),
            List.of(64L, 3L, 4L, 4L));
    assertThat(kernels(discriminator))
        .containsExactly(
            List.of(64L, 3L, 4L, 4L),
            List.of(128L, 64L, 4L, 4L),
            List.of(256L, 128L, 4L, 4L),
            List.of(1L, 256L, 4L, 4L));
  }

  private static List<List<Long>> kernels(Layer net) {
    return net.parameters().stream()
        .filter(p -> p.dim() == 4)
        .map(p -> java.util.Arrays.stream(p.shape()).boxed().toList())
        .toList();
  }

  @Test
  void rejects_a_side_that_does_not_halve_to_four_to_seven() {
    Dcgan net = new Dcgan(4, new Norm.None());
    for (long[] shape : List.of(new long[] {1, 30, 30}, new long[] {1, 32, 28}, new long[] {2})) {
      assertThatThrownBy(() -> net.generator(2, shape, OutputRange.TANH, new RandomKey(1)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("a dcgan needs square images")
          .hasMessageContaining(java.util.Arrays.toString(shape))
          .hasMessageContaining("(--set generator=mlp --set discriminator=mlp)");
      assertThat(Dcgan.fits(shape)).isFalse();
      assertThatThrownBy(() -> net.discriminator(shape, 1, new RandomKey(1)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void a_perceptron_fits_points_and_images() {
    Mlp net = new Mlp(List.of(6, 5), Activation.RELU, new Norm.Batch(), 0.1);
    ForwardContext pass = ForwardContext.training(new RandomKey(1));
    Tensor z = RandomTensors.normal(new RandomKey(2), 4, 3);
    for (long[] shape : List.of(new long[] {2}, new long[] {1, 8, 8})) {
      Tensor x =
          net.generator(
                  3,
                  shape,
                  shape.length > 1 ? OutputRange.TANH : OutputRange.LINEAR,
                  new RandomKey(3))
              .apply(z, pass);
      assertThat(x.size(0)).isEqualTo(4);
      assertThat(java.util.Arrays.copyOfRange(x.shape(), 1, x.shape().length)).isEqualTo(shape);
      Tensor score = net.discriminator(shape, 3, new RandomKey(4)).apply(x, pass);
      assertThat(score.shape()).containsExactly(4, 3);
    }
  }

  @Test
  void a_perceptron_without_hidden_layers_is_an_affine_map() {
    Layer net = Mlp.of().generator(3, new long[] {2}, OutputRange.LINEAR, new RandomKey(1));
    assertThat(net.parameters()).hasSize(2);
    assertThat(net.parameters().getFirst().shape()).containsExactly(2, 3);
  }

  @Test
  void normalised_perceptrons_have_what_their_norm_needs() {
    long[] shape = {2};
    assertThat(layers(new Norm.None(), shape))
        .containsExactly(Linear.class, Activation.class, Dropout.class, Linear.class);
    assertThat(layers(new Norm.Batch(), shape))
        .containsExactly(
            Linear.class, BatchNorm.class, Activation.class, Dropout.class, Linear.class);
    assertThat(layers(new Norm.Spectral(), shape))
        .containsExactly(SpectralNorm.class, Activation.class, Dropout.class, SpectralNorm.class);
  }

  private static List<Class<?>> layers(Norm norm, long[] shape) {
    Mlp net = new Mlp(List.of(4), Activation.TANH, norm, 0.5);
    Sequential chain = (Sequential) net.discriminator(shape, 1, new RandomKey(1));
    return chain.layers().stream()
        .<Class<?>>map(layer -> layer instanceof Activation ? Activation.class : layer.getClass())
        .toList();
  }

  @Test
  void equal_random_keys_give_equal_initial_weights() {
    for (Architecture net :
        List.of(Mlp.of(5, 5), new Dcgan(3, new Norm.Batch()), Hybrid.defaults())) {
      long[] shape = {1, 8, 8};
      List<Tensor> one = net.generator(3, shape, OutputRange.TANH, new RandomKey(1)).parameters();
      List<Tensor> two = net.generator(3, shape, OutputRange.TANH, new RandomKey(1)).parameters();
      List<Tensor> other = net.generator(3, shape, OutputRange.TANH, new RandomKey(2)).parameters();
      for (int i = 0; i < one.size(); i++) {
        same(one.get(i), two.get(i));
      }
      different(one.getFirst(), other.getFirst());
    }
  }

  @Test
  void layers_of_one_shape_have_different_initial_weights() {
    List<Tensor> all =
        Mlp.of(5, 5, 5).discriminator(new long[] {5}, 5, new RandomKey(1)).parameters();
    for (int i = 0; i < all.size(); i += 2) {
      for (int j = i + 2; j < all.size(); j += 2) {
        different(all.get(i), all.get(j));
        different(all.get(i + 1), all.get(j + 1));
      }
    }
    for (Norm norm : List.of(new Norm.Batch(), new Norm.Spectral())) {
      List<Tensor> weights =
          new Dcgan(2, norm).discriminator(new long[] {1, 8, 8}, 1, new RandomKey(1)).parameters();
      distinct(weights);
      Hybrid hybrid = new Hybrid(List.of(5, 5), List.of(5, 5), norm);
      distinct(
          hybrid
              .generator(5, new long[] {1, 8, 8}, OutputRange.TANH, new RandomKey(1))
              .parameters());
      distinct(hybrid.discriminator(new long[] {1, 8, 8}, 1, new RandomKey(1)).parameters());
    }
  }

  private static void distinct(List<Tensor> weights) {
    assertThat(weights.stream().map(t -> Ops.floats(t.detach())[0]).filter(v -> v != 0))
        .doesNotHaveDuplicates();
  }

  @Test
  void rejects_invalid_sizes() {
    assertThatThrownBy(() -> Mlp.of(4, 0))
        .hasMessage("hiddenSizes must be at least 1, but one is 0");
    assertThatThrownBy(() -> new Dcgan(0, new Norm.None()))
        .hasMessage("baseChannels must be at least 1, but is 0");
    assertThatThrownBy(() -> new Hybrid(List.of(3), List.of(), new Norm.None()))
        .hasMessage("channels must not be empty");
    assertThatThrownBy(() -> new Hybrid(List.of(3), List.of(0), new Norm.None()))
        .hasMessage("channels must be at least 1, but is 0");
    assertThatThrownBy(() -> new Mlp(List.of(), Activation.RELU, new Norm.None(), 1))
        .hasMessage("dropout must be in [0, 1), but is 1.0");
  }
}
