package everymode.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class BalanceTest {

  @Test
  void components_of_one_class_each_get_the_shares_of_their_classes() {
    double[][] share = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
    List<Double> weight = Balance.climb(share, new double[] {0.5, 0.3, 0.2});
    assertThat(weight.get(0)).isCloseTo(0.5, within(1e-9));
    assertThat(weight.get(1)).isCloseTo(0.3, within(1e-9));
    assertThat(weight.get(2)).isCloseTo(0.2, within(1e-9));
  }

  @Test
  void a_thin_class_that_shares_a_component_gets_its_due() {
    // class 1 comes only as a fifth of component 1: to be a tenth of all, component 1 must be a
    // half
    double[][] share = {{1, 0}, {0.8, 0.2}};
    List<Double> weight = Balance.climb(share, new double[] {0.9, 0.1});
    assertThat(weight.get(1)).isCloseTo(0.5, within(1e-6));
  }

  @Test
  void a_class_that_nobody_makes_does_not_spoil_the_others() {
    double[][] share = {{1, 0, 0}, {0, 1, 0}};
    List<Double> weight = Balance.climb(share, new double[] {0.3, 0.3, 0.4});
    assertThat(weight.get(0)).isCloseTo(0.5, within(1e-9));
    assertThat(weight.get(0) + weight.get(1)).isCloseTo(1, within(1e-9));
  }
}
