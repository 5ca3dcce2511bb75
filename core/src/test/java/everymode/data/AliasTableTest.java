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

final class AliasTableTest {

  @TestFactory
  Stream<DynamicTest> indices_are_drawn_with_their_shares() {
    return Check.forAll(
        1,
        key -> key,
        key -> {
          SplittableRandom random = key.random();
          double[] share = random.doubles(1 + random.nextInt(40)).map(x -> x * x * x).toArray();
          share[0] = share.length > 1 ? 0 : 1;
          double sum = Arrays.stream(share).sum();
          AliasTable alias = new AliasTable(share);
          int n = 100_000;
          int[] seen = new int[share.length];
          for (int i = 0; i < n; i++) {
            seen[alias.sample(random)]++;
          }
          for (int i = 0; i < seen.length; i++) {
            double p = share[i] / sum;
            // six standard errors, for all numbers and cases
            assertThat(seen[i] / (double) n).isCloseTo(p, within(6 * Math.sqrt(p / n) + 1e-9));
          }
        });
  }

  /// Of three indices with shares p, the first is i with p_i, the second j with p_j / (1 − p_i).
  @Test
  void drawing_without_replacement_has_the_right_probabilities() {
    double[] p = {0.1, 0.3, 0.6};
    AliasTable alias = new AliasTable(new double[] {1, 3, 6});
    SplittableRandom random = new SplittableRandom(2);
    int n = 200_000;
    int[][] seen = new int[3][3];
    for (int t = 0; t < n; t++) {
      long[] order = alias.distinct(3, random);
      assertThat(order).containsExactlyInAnyOrder(0, 1, 2);
      seen[(int) order[0]][(int) order[1]]++;
    }
    double off = Math.sqrt(Math.log(2 * 9 / 1e-9) / (2.0 * n)); // Hoeffding's bound, for all nine
    for (int i = 0; i < 3; i++) {
      int first = Arrays.stream(seen[i]).sum();
      assertThat(first / (double) n).isCloseTo(p[i], within(off));
      for (int j = 0; j < 3; j++) {
        double both = i == j ? 0 : p[i] * p[j] / (1 - p[i]);
        assertThat(seen[i][j] / (double) n).isCloseTo(both, within(off));
      }
    }
  }

  @Test
  void indices_with_share_zero_come_last() {
    AliasTable alias = new AliasTable(new double[] {0, 5, 0, 1e-300, 0});
    for (int seed = 0; seed < 100; seed++) {
      long[] order = alias.distinct(5, new SplittableRandom(seed));
      assertThat(order).containsExactly(1, 3, 0, 2, 4);
      assertThat(alias.distinct(2, new SplittableRandom(seed))).containsExactly(1, 3);
    }
  }

  @Test
  void shares_must_be_valid() {
    assertThatThrownBy(() -> new AliasTable(new double[0]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new AliasTable(new double[] {0, 0}))
        .hasMessageContaining("sum above 0");
    assertThatThrownBy(() -> new AliasTable(new double[] {1, -1, 3}))
        .hasMessageContaining("at least 0");
    assertThatThrownBy(() -> new AliasTable(new double[] {1, Double.NaN}))
        .hasMessageContaining("at least 0");
  }
}
