package everymode.model.gmgan;

import static org.assertj.core.api.Assertions.assertThat;

import everymode.Everymode;
import everymode.Tiny;
import everymode.data.Dataset;
import everymode.loss.Penalty;
import everymode.train.DefaultsContext;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class GmganDefaultsTest {

  @Test
  void the_paired_loss_with_both_penalties_is_the_default() {
    for (Dataset data : List.of(Tiny.images(), Tiny.points())) {
      GmganConfig config = new Gmgan().defaults(data);
      assertThat(config.settings().loss().relativistic()).isTrue();
      assertThat(config.settings().penalties())
          .hasExactlyElementsOfTypes(Penalty.R1.class, Penalty.R2.class);
    }
  }

  @Test
  void a_softmax_over_classes_which_has_no_pairs_gets_the_standard_loss() {
    var context =
        new DefaultsContext(
            Optional.of(Tiny.images()),
            key -> key.equals("supervision") ? Optional.of("softmax") : Optional.empty());
    assertThat(new Gmgan().defaults(context).settings().loss().relativistic()).isFalse();
    for (String supervision : new String[] {"sigmoid", "softmax"}) {
      try (var trained =
          Everymode.train("gmgan", Tiny.images())
              .set("supervision=" + supervision)
              .steps(2)
              .run()) {
        assertThat(trained.samples(2)).isNotEmpty();
      }
    }
  }
}
