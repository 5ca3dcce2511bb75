package everymode.model.autoregressive;

import static org.assertj.core.api.Assertions.assertThat;

import everymode.Tiny;
import everymode.data.catalog.Datasets;
import org.junit.jupiter.api.Test;

final class AutoregressiveDefaultsTest {

  @Test
  void images_have_the_levels_that_occur_in_them() {
    assertThat(AutoregressiveDefaults.levels(Datasets.open("digits"))).isEqualTo(17);
    assertThat(AutoregressiveDefaults.levels(Tiny.images())).isEqualTo(256);
  }
}
