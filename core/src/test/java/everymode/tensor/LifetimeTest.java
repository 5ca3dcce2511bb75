package everymode.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.error.UsageException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/// The common lifetime of native objects.
final class LifetimeTest {

  private static Tensor owned() {
    try (var _ = new Scope()) {
      return Scope.own(Ops.zeros(3));
    }
  }

  @Test
  void frees_what_was_owned_in_it_and_nothing_else() {
    Tensor before = owned();
    Lifetime lifetime = new Lifetime();
    Tensor inside = lifetime.during(LifetimeTest::owned);
    Tensor after = owned();
    assertThat(inside.isNull()).isFalse();
    lifetime.close();
    lifetime.close();
    assertThat(inside.isNull()).isTrue();
    assertThat(before.isNull()).isFalse();
    assertThat(after.isNull()).isFalse();
  }

  @Test
  void a_scope_inside_frees_its_own_tensors_at_once() {
    try (Lifetime lifetime = new Lifetime()) {
      Tensor inner =
          lifetime.during(() -> {
            try (var _ = new Scope()) {
              return Ops.zeros(3);
            }
          });
      assertThat(inner.isNull()).isTrue();
    }
  }

  @Test
  void cannot_be_used_after_its_end() {
    Lifetime lifetime = new Lifetime();
    lifetime.close();
    assertThatThrownBy(() -> lifetime.during(LifetimeTest::owned))
        .isInstanceOf(UsageException.class)
        .hasMessage("the model is closed; open it again");
  }

  @Test
  void cannot_be_closed_by_the_work_that_uses_it() {
    Lifetime lifetime = new Lifetime();
    Supplier<Integer> closing =
        () -> {
          lifetime.close();
          return 0;
        };
    assertThatThrownBy(() -> lifetime.during(closing)).isInstanceOf(IllegalStateException.class);
    lifetime.close();
  }

  @Test
  void closing_waits_for_the_threads_that_use_it() throws InterruptedException {
    Lifetime lifetime = new Lifetime();
    Tensor tensor = lifetime.during(LifetimeTest::owned);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    boolean[] freedEarly = {true};
    Thread user =
        Thread.ofPlatform()
            .start(() ->
                lifetime.during(() -> {
                  begun.countDown();
                  await(go);
                  freedEarly[0] = tensor.isNull();
                  return 0;
                }));
    await(begun);
    Thread closer = Thread.ofPlatform().start(lifetime::close);
    closer.join(50);
    assertThat(closer.isAlive()).isTrue();
    go.countDown();
    closer.join();
    user.join();
    assertThat(freedEarly[0]).isFalse();
    assertThat(tensor.isNull()).isTrue();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void what_other_threads_own_for_it_is_freed_with_it() throws InterruptedException {
    Lifetime lifetime = new Lifetime();
    Tensor[] made = new Tensor[1];
    lifetime.during(() -> {
      var work = Lifetime.carried(LifetimeTest::owned);
      Thread thread = Thread.ofPlatform().start(() -> made[0] = work.get());
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return 0;
    });
    assertThat(made[0].isNull()).isFalse();
    lifetime.close();
    assertThat(made[0].isNull()).isTrue();
  }
}
