package everymode.nn;

import static everymode.Check.near;
import static everymode.Check.same;
import static org.assertj.core.api.Assertions.assertThat;

import everymode.tensor.Ops;
import everymode.tensor.StateVisitor;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

final class PackedDiscriminatorTest {

  /// Returns the input of the discriminator.
  private record Seen() implements Layer {
    @Override
    public Tensor apply(Tensor x, ForwardContext pass) {
      return x;
    }

    @Override
    public List<Tensor> parameters() {
      return List.of();
    }

    @Override
    public void state(StateVisitor s) {
      // no state
    }
  }

  private static Tensor counting(long... shape) {
    int n = 1;
    for (long axis : shape) {
      n *= (int) axis;
    }
    return Ops.toFloat(Ops.range(n)).reshape(shape);
  }

  @Test
  void consecutive_samples_are_concatenated_and_an_incomplete_pack_is_dropped() {
    Tensor packs =
        new PackedDiscriminator(new Seen(), 2).apply(counting(5, 2), ForwardContext.evaluation());
    assertThat(packs.shape()).containsExactly(2, 4);
    near(packs, 0, 0, 1, 2, 3, 4, 5, 6, 7);
  }

  @Test
  void images_become_channels_of_one_image() {
    Tensor x = counting(4, 1, 2, 2);
    Tensor packs = new PackedDiscriminator(new Seen(), 4).apply(x, ForwardContext.evaluation());
    assertThat(packs.shape()).containsExactly(1, 4, 2, 2);
    same(packs.reshape(16), x.reshape(16));
    assertThat(PackedDiscriminator.shape(new long[] {3, 8, 8}, 4)).containsExactly(12, 8, 8);
  }
}
