package everymode.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import everymode.Check;
import everymode.Kept;
import everymode.Tiny;
import everymode.data.Dataset;
import everymode.random.RandomKey;
import everymode.sample.Sampler;
import everymode.tensor.Backend;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import everymode.tensor.StateSnapshot;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The contract that every family must satisfy.
final class ContractTest {

  private static final int SHORT = 7;
  private static final Dataset POINTS = Tiny.points();
  private static final Dataset IMAGES = Tiny.images();
  private static final Dataset LEVELS = Tiny.levels();

  /// On busy cores, synchronising two threads takes far longer than computing such small networks.
  @BeforeEach
  void use_one_thread() {
    Backend.threads(1);
  }

  /// A family with its data.
  private record Subject(Family<?> family, Dataset data) {

    private static <C extends Record> Model build(Family<C> family, Dataset data, long steps) {
      return family.build(
          Shrink.to(family.defaults(data), steps), data, new RandomKey(1).fold("init"));
    }

    Model model(long steps) {
      return build(family, data, steps);
    }

    TrainingLoop run(long steps) {
      return new TrainingLoop(model(steps), new RandomKey(1).fold("run"), _ -> {});
    }

    @Override
    public String toString() {
      return family.name() + " on " + data.name();
    }
  }

  @SuppressWarnings("rawtypes") // a class literal has no type arguments
  private static List<Family<?>> families() {
    List<Family<?>> all = new ArrayList<>();
    for (Family family : ServiceLoader.load(Family.class)) {
      all.add(family);
    }
    return all;
  }

  /// Of the families that train on all kinds of data one is tried with levels.
  private static boolean few(Family<?> family) {
    return family.name().equals("gan") || !family.accepts(POINTS.domain());
  }

  private static Stream<DynamicTest> each(Consumer<Subject> check) {
    List<Subject> subjects = new ArrayList<>();
    for (Family<?> family : families()) {
      Stream.of(POINTS, IMAGES, LEVELS)
          .filter(data -> family.accepts(data.domain()))
          .filter(data -> data.domain().grid().isEmpty() || few(family))
          .forEach(data -> subjects.add(new Subject(family, data)));
    }
    return subjects.stream()
        .map(subject -> DynamicTest.dynamicTest(subject.toString(), () -> check.accept(subject)));
  }

  @Test
  void finds_the_families() {
    assertThat(families().stream().map(Family::name))
        .contains("gan", "gmgan", "rehearsal")
        .doesNotHaveDuplicates();
  }

  @TestFactory
  Stream<DynamicTest> a_family_says_what_it_is() {
    return each(subject -> {
      assertThat(subject.family.name()).matches("[a-z][a-z0-9-]*");
      assertThat(subject.family.summary()).isNotBlank().doesNotEndWith(".");
    });
  }

  @TestFactory
  Stream<DynamicTest> two_runs_are_equal_byte_for_byte() {
    return each(subject -> {
      TrainingLoop one = subject.run(SHORT);
      TrainingLoop two = subject.run(SHORT);
      one.finish();
      two.finish();
      assertThat(Kept.bytes(one)).isEqualTo(Kept.bytes(two));
    });
  }

  @TestFactory
  Stream<DynamicTest> another_random_key_gives_another_training() {
    return each(subject -> {
      TrainingLoop one = subject.run(SHORT);
      TrainingLoop two = new TrainingLoop(subject.model(SHORT), new RandomKey(2), _ -> {});
      one.finish();
      two.finish();
      assertThat(Kept.bytes(one)).isNotEqualTo(Kept.bytes(two));
    });
  }

  @TestFactory
  Stream<DynamicTest> resuming_after_every_step_is_bitwise_equal_with_one_thread() {
    return each(subject -> resumes(subject, SHORT, 1));
  }

  @TestFactory
  Stream<DynamicTest> resuming_after_every_step_is_bitwise_equal_with_two_threads() {
    return each(subject -> {
      Backend.threads(2);
      try {
        resumes(subject, 2, subject.data.equals(POINTS) ? 1 : 5);
      } finally {
        Backend.threads(1);
      }
    });
  }

  private static void resumes(Subject subject, long steps, int every) {
    TrainingLoop whole = subject.run(steps);
    whole.finish();
    Map<String, ByteBuffer> end = Kept.bytes(whole);
    TrainingLoop original = subject.run(steps);
    int cut = 0;
    do {
      if (cut % every == 0) {
        TrainingLoop fresh = subject.run(steps);
        if (cut % 2 == 1) {
          fresh.stageName(); // A loop whose position was queried can still be loaded.
        }
        StateSnapshot.into(fresh, Kept.copy(original));
        assertThat(Kept.bytes(fresh)).as("loaded at cut %d", cut).isEqualTo(Kept.bytes(original));
        assertThat(fresh.stageName()).isEqualTo(original.stageName());
        fresh.finish();
        assertThat(Kept.bytes(fresh)).as("resumed at cut %d", cut).isEqualTo(end);
      }
      cut++;
    } while (original.step());
    assertThat(original.finished()).isTrue();
    assertThat(cut).isGreaterThan(2);
  }

  @TestFactory
  Stream<DynamicTest> resuming_without_moments_is_not_bitwise_equal() {
    return each(subject -> {
      TrainingLoop whole = subject.run(SHORT);
      whole.finish();
      Map<String, ByteBuffer> end = Kept.bytes(whole);
      boolean moments = false;
      boolean differs = false;
      TrainingLoop original = subject.run(SHORT);
      while (original.step()) {
        Map<String, Tensor> state = Kept.copy(original);
        moments |= state.keySet().stream().anyMatch(ContractTest::isMoment);
        state.forEach((name, t) -> {
          if (isMoment(name)) {
            t.zero_();
          }
        });
        TrainingLoop fresh = subject.run(SHORT);
        StateSnapshot.into(fresh, state);
        if (!fresh.finished()) {
          fresh.finish();
          differs |= !Kept.bytes(fresh).equals(end);
        }
      }
      assumeTrue(moments, "no optimiser in this family");
      assertThat(differs).isTrue();
    });
  }

  private static boolean isMoment(String name) {
    return name.contains("optimizer.");
  }

  @TestFactory
  Stream<DynamicTest> live_pointers_do_not_grow_while_training() {
    return each(subject -> {
      try (var _ = new Scope()) {
        TrainingLoop run = subject.run(400);
        for (int i = 0; i < 60 && run.step(); i++) {
          // Warm up.
        }
        System.gc();
        long before = Pointer.totalCount();
        long steps = 0;
        while (steps < 300 && run.step()) {
          steps++;
        }
        // Tensors created outside a scope would wait for the garbage collector and show up here.
        assertThat(Pointer.totalCount()).isLessThanOrEqualTo(before + 10);
      }
    });
  }

  @TestFactory
  Stream<DynamicTest> sampling_leaks_nothing() {
    return each(subject -> {
      TrainingLoop run = subject.run(2);
      run.finish();
      Model model = subject.model(2);
      new TrainingLoop(model, new RandomKey(1), _ -> {}).finish();
      Sampler sampler = model.sampler().orElseThrow();
      try (var _ = new Scope()) {
        sampler.sample(300, new RandomKey(1));
      }
      long before = Pointer.totalCount();
      for (int i = 0; i < 10; i++) {
        try (var _ = new Scope()) {
          sampler.sample(300, new RandomKey(i));
        }
      }
      assertThat(Pointer.totalCount()).isLessThanOrEqualTo(before);
    });
  }

  @TestFactory
  Stream<DynamicTest> samples_are_finite_and_have_the_shape_of_the_data() {
    return each(subject -> {
      Model model = trained(subject);
      for (int n : new int[] {0, 1, 256, 300}) {
        Tensor x = model.sampler().orElseThrow().sample(n, new RandomKey(1));
        long[] shape = x.shape();
        assertThat(shape[0]).isEqualTo(n);
        assertThat(java.util.Arrays.copyOfRange(shape, 1, shape.length))
            .isEqualTo(subject.data.domain().shape());
        assertThat(Ops.finite(x)).isTrue();
        assertThat(x.requires_grad()).isFalse();
        assertThat(x.element_size()).isEqualTo(4);
      }
    });
  }

  @TestFactory
  Stream<DynamicTest> samples_are_equal_for_equal_random_keys_only() {
    return each(subject -> {
      Model model = trained(subject);
      Tensor x = model.sampler().orElseThrow().sample(300, new RandomKey(1));
      Check.same(model.sampler().orElseThrow().sample(300, new RandomKey(1)), x);
      Check.different(model.sampler().orElseThrow().sample(300, new RandomKey(2)), x);
      Check.same(trained(subject).sampler().orElseThrow().sample(300, new RandomKey(1)), x);
      Check.different(Ops.rows(x, 0, 44), Ops.rows(x, 256, 44));
    });
  }

  @TestFactory
  Stream<DynamicTest> the_first_rows_do_not_depend_on_the_number_of_samples() {
    return each(subject -> {
      Sampler sampler = trained(subject).sampler().orElseThrow();
      Tensor many = sampler.sample(600, new RandomKey(3));
      for (int n : new int[] {1, 100, 256, 257}) {
        Check.same(sampler.sample(n, new RandomKey(3)), Ops.rows(many, 0, n));
      }
    });
  }

  @TestFactory
  Stream<DynamicTest> components_of_a_mixture_sampler_match_its_rows() {
    return each(subject -> {
      if (trained(subject).sampler().orElseThrow() instanceof Sampler.ComponentSampler mixed) {
        long[] k = Ops.longs(mixed.componentsOf(300, new RandomKey(1)));
        assertThat(k).hasSize(300);
        assertThat(java.util.Arrays.stream(k).boxed())
            .allMatch(v -> v >= 0 && v < mixed.components());
        assertThat(Ops.longs(mixed.componentsOf(100, new RandomKey(1))))
            .isEqualTo(java.util.Arrays.copyOf(k, 100));
        long[] shape = mixed.component(0).sample(5, new RandomKey(1)).shape();
        assertThat(java.util.Arrays.copyOfRange(shape, 1, shape.length))
            .isEqualTo(subject.data.domain().shape());
      }
    });
  }

  private static Model trained(Subject subject) {
    Model model = subject.model(3);
    new TrainingLoop(model, new RandomKey(1).fold("run"), _ -> {}).finish();
    return model;
  }

  @TestFactory
  Stream<DynamicTest> sampling_changes_no_state() {
    return each(subject -> {
      Model model = trained(subject);
      Map<String, ByteBuffer> before = Kept.bytes(model);
      model.sampler().orElseThrow().sample(300, new RandomKey(1));
      assertThat(Kept.bytes(model)).isEqualTo(before);
    });
  }

  @TestFactory
  Stream<DynamicTest> rejects_a_state_with_a_missing_or_an_extra_name() {
    return each(subject -> {
      TrainingLoop run = subject.run(3);
      run.step();
      Map<String, Tensor> state = Kept.copy(run);
      String last = state.keySet().stream().reduce((_, name) -> name).orElseThrow();
      Map<String, Tensor> fewer = new LinkedHashMap<>(state);
      fewer.remove(last);
      assertThatThrownBy(() -> StateSnapshot.into(subject.run(3), fewer))
          .hasMessageContaining("'" + last + "'");
      state.put("stray", Ops.zeros(1));
      assertThatThrownBy(() -> StateSnapshot.into(subject.run(3), state))
          .hasMessageContaining("'stray'");
    });
  }

  @Test
  void ten_thousand_steps_of_a_small_game_do_not_grow_memory() {
    Family<?> gan =
        families().stream().filter(f -> f.name().equals("gan")).findFirst().orElseThrow();
    TrainingLoop run = new Subject(gan, POINTS).run(20_000);
    for (int i = 0; i < 1_000; i++) {
      run.step();
    }
    System.gc();
    long before = Pointer.physicalBytes();
    for (int i = 0; i < 10_000; i++) {
      run.step();
    }
    System.gc();
    assertThat(run.finished()).as("the defaults allow that many steps").isFalse();
    assertThat(Pointer.physicalBytes() - before).isLessThan(20L << 20);
  }
}
