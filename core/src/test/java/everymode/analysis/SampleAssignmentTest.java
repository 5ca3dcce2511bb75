package everymode.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import everymode.Tiny;
import everymode.data.Dataset;
import everymode.error.UsageException;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Samples at four corners with standard deviation 0.1.
final class SampleAssignmentTest {

  private static final Dataset POINTS = Tiny.points();

  private static SampleAssignment.Assigned where(SampleAssignment assignment, float... x) {
    try (var _ = new Scope()) {
      return assignment.of(Ops.of(x, x.length / 2, 2));
    }
  }

  @Test
  void a_sample_is_good_within_3_and_wanted_within_sqrt_3_standard_deviations() {
    SampleAssignment assignment = new SampleAssignment(POINTS, null, null, 0);
    float[] x = {1, 1, 1.17f, 1, 1.18f, 1, 1, -1.29f, 1, -1.31f, 0, 0};
    SampleAssignment.Assigned where = where(assignment, x);
    assertThat(where.mode()).containsExactly(1, 1, 1, 2, 0, 0);
    assertThat(where.wanted().stream()).containsExactly(0, 1);
    assertThat(assignment.tellsClass()).isFalse();
  }

  @Test
  void without_a_classifier_a_class_is_near_its_training_rows() {
    SampleAssignment assignment = new SampleAssignment(POINTS, "c", null, 0); // the corner (−1, −1)
    assertThat(assignment.tellsClass()).isTrue();
    try (var _ = new Scope()) {
      BitSet in = assignment.of(POINTS.train().all()).in();
      long[] rows = SampleAssignment.rows(POINTS, "c");
      assertThat(rows).hasSize(16);
      assertThat(in.stream().asLongStream().toArray()).isEqualTo(rows);
    }
    assertThat(where(assignment, 1, 1, -3, -3, 0, 0).in().isEmpty()).isTrue();
  }

  @Test
  void a_class_may_be_a_ball_around_the_mean_of_its_rows() {
    SampleAssignment assignment = new SampleAssignment(POINTS, "c", null, 0.5);
    assertThat(assignment.tellsClass()).isTrue();
    float[] x = {-1, -1, -1.4f, -1, -1.6f, -1, -1, -0.6f, -1, -0.4f, 1, 1};
    assertThat(where(assignment, x).in().stream()).containsExactly(0, 1, 3); // the mean ± 0.1
    assertThat(new SampleAssignment(POINTS, null, null, 0.5).tellsClass()).isFalse();
  }

  @Test
  void an_unknown_class_is_rejected_with_the_closest_name() {
    assertThatThrownBy(() -> SampleAssignment.rows(POINTS, "cc"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("no class of 'tiny points' called 'cc'; did you mean");
    Dataset none = Tiny.of(new float[] {1, 2}, 2, 1);
    assertThatThrownBy(() -> SampleAssignment.rows(none, "c")).isInstanceOf(UsageException.class);
  }

  @Test
  void parts_are_concatenated_in_order() {
    SampleAssignment assignment = new SampleAssignment(POINTS, "c", null, 0);
    float[] x = {1, 1, -1, -1, 0, 0, -1.01f, -1};
    SampleAssignment.Assigned whole = where(assignment, x);
    SampleAssignment.Assigned joined =
        SampleAssignment.Assigned.join(
            List.of(
                where(assignment, 1, 1),
                SampleAssignment.Assigned.join(List.of()),
                where(assignment, -1, -1, 0, 0),
                where(assignment, -1.01f, -1)));
    assertThat(joined.n()).isEqualTo(4);
    assertThat(joined.mode()).isEqualTo(whole.mode()).containsExactly(1, 3, 0, 3);
    assertThat(joined.in()).isEqualTo(whole.in());
    assertThat(joined.wanted()).isEqualTo(whole.wanted());
    assertThat(whole.in().cardinality()).isPositive();
  }

  private static SampleAssignment.Assigned found(
      int[] mode, int[] wanted, int[] in, double... sure) {
    BitSet wants = new BitSet();
    BitSet has = new BitSet();
    IntStream.of(wanted).forEach(wants::set);
    IntStream.of(in).forEach(has::set);
    return new SampleAssignment.Assigned(mode.length, mode, wants, has, sure);
  }

  @Test
  void member_coverage_counts_the_first_samples_of_each_member() {
    SampleAssignment.Assigned one =
        found(new int[] {1, 1, 4}, new int[] {0}, new int[] {1, 2}, 0, 0.5, 1);
    SampleAssignment.Assigned two =
        found(new int[] {0, 2, 3}, new int[] {1, 2}, new int[] {}, 0, 0, 0);
    SampleAssignment assignment = new SampleAssignment(POINTS, "c", null, 0);
    MemberCoverage all = MemberCoverage.of(POINTS, assignment, 2, 3, List.of(one, two));
    assertThat(all).isEqualTo(new MemberCoverage(2, 6, 4, 5 / 6.0, 0.5, 2, 0.75));
    MemberCoverage first = MemberCoverage.of(POINTS, assignment, 2, 2, List.of(one, two));
    assertThat(first).isEqualTo(new MemberCoverage(2, 4, 2, 0.75, 0.5, 1, 0.5));
    Dataset plain = Tiny.of(new float[] {0, 1, 2, 3}, 4, 1);
    MemberCoverage unknown =
        MemberCoverage.of(plain, new SampleAssignment(plain, null, null, 0), 1, 3, List.of(one));
    assertThat(unknown.modes()).isEqualTo(-1);
    assertThat(unknown.found()).isEqualTo(-1);
    assertThat(unknown.good()).isCloseTo(1, within(1e-12));
  }
}
