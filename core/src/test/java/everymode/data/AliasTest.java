package everymode.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import everymode.Check;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

final class AliasTest {

  @TestFactory
  Stream<DynamicTest> numbers_come_as_often_as_they_shall() {
    return Check.forAll(
        1,
        chance -> chance,
        chance -> {
          SplittableRandom random = chance.random();
          double[] share = random.doubles(1 + random.nextInt(40)).map(x -> x * x * x).toArray();
          share[0] = share.length > 1 ? 0 : 1;
          double sum = Arrays.stream(share).sum();
          Alias alias = new Alias(share);
          int n = 100_000;
          int[] seen = new int[share.length];
          for (int i = 0; i < n; i++) {
            seen[alias.draw(random)]++;
          }
          for (int i = 0; i < seen.length; i++) {
            double p = share[i] / sum;
            // six standard errors, for all numbers and cases
            assertThat(seen[i] / (double) n).isCloseTo(p, within(6 * Math.sqrt(p / n) + 1e-9));
          }
        });
  }

  @Test
  void shares_must_make_sense() {
    assertThatThrownBy(() -> new Alias(new double[0])).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Alias(new double[] {0, 0})).hasMessageContaining("sum above 0");
    assertThatThrownBy(() -> new Alias(new double[] {1, -1, 3})).hasMessageContaining("at least 0");
    assertThatThrownBy(() -> new Alias(new double[] {1, Double.NaN}))
        .hasMessageContaining("at least 0");
  }
}
