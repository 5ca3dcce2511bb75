package everymode.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.Everymode;
import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.data.Rows;
import everymode.data.TrainHeldOutSplit;
import everymode.random.RandomKey;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The defaults of every family fit images of every size.
class DefaultSizesTest {

  private static final List<Domain.Images> SIZES =
      List.of(
          new Domain.Images(1, 1, 1),
          new Domain.Images(1, 7, 5),
          new Domain.Images(3, 25, 25),
          new Domain.Images(1, 18, 26),
          new Domain.Images(1, 27, 31),
          new Domain.Images(3, 30, 30),
          new Domain.Images(1, 200, 3));

  private static Dataset images(Domain.Images one) {
    int size = one.channels() * one.height() * one.width();
    byte[] x = new byte[24 * size];
    new RandomKey(5).random().nextBytes(x);
    long[] label = LongStream.range(0, 24).map(i -> i % 2).toArray();
    Rows rows = Rows.of(x, label, 24, one.channels(), one.height(), one.width());
    return TrainHeldOutSplit.of(rows, rows).dataset("some", one, List.of("a", "b"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "gan; steps=1",
        "gmgan; steps=1",
        "acgan; steps=1",
        "pacgan; steps=1",
        "unrolled; steps=1",
        "wgan-gp; steps=1",
        "r3gan; steps=1",
        "veegan; steps=1",
        "inclusive; steps=1",
        "bourgan; steps=1",
        "mixplus; steps=1",
        "autoencoder; autoencoder.steps=1 autoencoder.refineSteps=1",
        "aeot; autoencoder.steps=1 autoencoder.refineSteps=1 transport.steps=2",
        "aeotgan; autoencoder.steps=1 autoencoder.refineSteps=1 transport.steps=2 steps=1",
        "pixelcnn; steps=1",
        "hgan; steps=1 teacher.steps=1 pool.size=2",
        "pointwise; member.steps=1 rounds=2 ratio.steps=1 ratio.method=classifier",
        "adagan; member.steps=1 rounds=2 ratio.steps=1",
        "bagging; member.steps=1 rounds=2",
      })
  void every_family_trains_on_images_of_every_size(String family, String settings) {
    for (Domain.Images one : SIZES) {
      var request = Everymode.train(family, images(one));
      for (String setting : settings.split(" ", -1)) {
        request = request.set(setting);
      }
      var trained = request.run();
      try (var _ = new Scope()) {
        var x = trained.sampler().sample(2, new RandomKey(1));
        assertThat(x.shape())
            .as("%s of %s", family, one)
            .containsExactly(2, one.channels(), one.height(), one.width());
        assertThat(Ops.finite(x)).isTrue();
      }
    }
  }

  @Test
  void a_network_that_does_not_fit_names_the_settings_that_do() {
    var request = Everymode.train("gan", images(new Domain.Images(3, 25, 25))).steps(1);
    assertThatThrownBy(() -> request.set("generator=dcgan").run())
        .hasMessageContaining("a dcgan needs square images")
        .hasMessageContaining("choose an mlp (--set generator=mlp --set discriminator=mlp)");
    request.set("generator=mlp").set("discriminator=mlp").run();
  }
}
