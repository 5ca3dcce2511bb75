package everymode.nn;

import static everymode.Check.different;
import static everymode.Check.same;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.random.RandomKey;
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
      Layer generator = net.generator(7, shape, true, new RandomKey(1));
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

  @Test
  void a_dcgan_of_32_pixels_has_the_feature_channels_of_the_paper() {
    long[] shape = {3, 32, 32};
    Layer generator = new Dcgan(64, new Norm.Batch()).generator(100, shape, true, new RandomKey(1));
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
      assertThatThrownBy(() -> net.generator(2, shape, true, new RandomKey(1)))
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
      Tensor x = net.generator(3, shape, shape.length > 1, new RandomKey(3)).apply(z, pass);
      assertThat(x.size(0)).isEqualTo(4);
      assertThat(java.util.Arrays.copyOfRange(x.shape(), 1, x.shape().length)).isEqualTo(shape);
      Tensor score = net.discriminator(shape, 3, new RandomKey(4)).apply(x, pass);
      assertThat(score.shape()).containsExactly(4, 3);
    }
  }

  @Test
  void a_perceptron_without_hidden_layers_is_an_affine_map() {
    Layer net = Mlp.of().generator(3, new long[] {2}, false, new RandomKey(1));
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
    for (Architecture net : List.of(Mlp.of(5, 5), new Dcgan(3, new Norm.Batch()))) {
      long[] shape = {1, 8, 8};
      List<Tensor> one = net.generator(3, shape, true, new RandomKey(1)).parameters();
      List<Tensor> two = net.generator(3, shape, true, new RandomKey(1)).parameters();
      List<Tensor> other = net.generator(3, shape, true, new RandomKey(2)).parameters();
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
      assertThat(weights.stream().map(t -> Ops.floats(t.detach())[0]).filter(v -> v != 0))
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void rejects_invalid_sizes() {
    assertThatThrownBy(() -> Mlp.of(4, 0))
        .hasMessage("hiddenSizes must be at least 1, but one is 0");
    assertThatThrownBy(() -> new Dcgan(0, new Norm.None()))
        .hasMessage("baseChannels must be at least 1, but is 0");
    assertThatThrownBy(() -> new Mlp(List.of(), Activation.RELU, new Norm.None(), 1))
        .hasMessage("dropout must be in [0, 1), but is 1.0");
  }
}
