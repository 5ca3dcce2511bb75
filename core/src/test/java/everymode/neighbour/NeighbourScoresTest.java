package everymode.neighbour;

import static org.assertj.core.api.Assertions.assertThat;

import everymode.neighbour.NeighbourScores.Part;
import everymode.random.RandomKey;
import everymode.tensor.Backend;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NeighbourScoresTest {

  @Test
  void one_visit_gives_what_separate_ones_give() {
    PointSet real = normal(1, 1_100, 70);
    PointSet fake = normal(2, 900, 70);
    NeighbourScores.Values all = new NeighbourScores(real, EnumSet.allOf(Part.class)).of(fake);
    assertThat(all.plain())
        .usingRecursiveComparison()
        .isEqualTo(new PrecisionRecallDensityCoverage(real).of(fake));
    assertThat(all.clipped()).isEqualTo(new ClippedDensityCoverage(real, 5).of(fake));
    assertThat(new NeighbourScores(real, EnumSet.allOf(Part.class)).closed().of(fake).plain())
        .usingRecursiveComparison()
        .isEqualTo(new PrecisionRecallDensityCoverage(real).closed().of(fake));
  }

  @Test
  void threads_do_not_change_scores_where_coordinates_are_contracted() {
    PointSet real = normal(3, 1_100, 70);
    PointSet fake = normal(4, 1_000, 70);
    int before = Backend.threads();
    try {
      Backend.threads(1);
      var one = new NeighbourScores(real, EnumSet.allOf(Part.class)).of(fake);
      for (int threads : new int[] {2, 5}) {
        Backend.threads(threads);
        assertThat(new NeighbourScores(real, EnumSet.allOf(Part.class)).of(fake))
            .usingRecursiveComparison()
            .isEqualTo(one);
      }
    } finally {
      Backend.threads(before);
    }
  }

  @Test
  void what_is_not_wanted_is_not_measured() {
    PointSet real = normal(1, 60, 3);
    PointSet fake = normal(2, 50, 3);
    NeighbourScores.Values all = new NeighbourScores(real, EnumSet.allOf(Part.class)).of(fake);
    NeighbourScores.Values clipped = new NeighbourScores(real, Set.of(Part.CLIPPED)).of(fake);
    assertThat(clipped.plain()).isNull();
    assertThat(clipped.clipped()).isEqualTo(all.clipped());
    NeighbourScores.Values one = new NeighbourScores(real, Set.of(Part.PLAIN)).of(fake);
    assertThat(one.clipped()).isNull();
    var plain = Objects.requireNonNull(one.plain());
    var expected = Objects.requireNonNull(all.plain());
    assertThat(plain.recall()).isNaN();
    assertThat(plain.coverage()).isEqualTo(expected.coverage());
    assertThat(plain.depth()).isEqualTo(expected.depth());
    NeighbourScores.Values recall = new NeighbourScores(real, Set.of(Part.RECALL)).of(fake);
    assertThat(Objects.requireNonNull(recall.plain()).recall()).isEqualTo(expected.recall());
  }

  private static PointSet normal(long seed, int n, int dim) {
    try (var _ = new Scope()) {
      return PointSet.of(RandomTensors.normal(new RandomKey(seed), n, dim));
    }
  }
}
