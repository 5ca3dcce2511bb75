package everymode.tensor;

import everymode.error.UsageException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.bytedeco.javacpp.Pointer;

/// The common lifetime of native objects that outlive every [Scope]: the tensors of a model, its
/// optimisers and its data.
///
/// Objects that are given to [Scope#own] during [#during] are freed by [#close], all together. What
/// is never closed is freed by the garbage collector, which does not see how large native objects
/// are and may let them pile up. Thread-safe.
public final class Lifetime implements AutoCloseable {

  private static final ScopedValue<Lifetime> CURRENT = ScopedValue.newInstance();
  private static final int FIRST_SWEEP = 1_024;

  /// Held for reading while the objects are used.
  private final ReentrantReadWriteLock use = new ReentrantReadWriteLock();

  private final List<WeakReference<Pointer>> owned = new ArrayList<>();
  private int sweepAt = FIRST_SWEEP;
  private boolean closed;

  /// Runs work that creates or uses the objects; [#close] waits for its end.
  ///
  /// @throws UsageException when they have been freed
  public <T> T during(Supplier<T> work) {
    use.readLock().lock();
    try {
      if (closed) {
        throw new UsageException("the model is closed; open it again");
      }
      return ScopedValue.where(CURRENT, this).call(work::get);
    } finally {
      use.readLock().unlock();
    }
  }

  /// The same work for another thread, creating its objects in the calling thread's current
  /// lifetime, if it has one. The caller must wait for its end.
  public static <T> Supplier<T> carried(Supplier<T> work) {
    if (!CURRENT.isBound()) {
      return work;
    }
    Lifetime own = CURRENT.get();
    return () -> ScopedValue.where(CURRENT, own).call(work::get);
  }

  /// Adds an object to the current lifetime, if there is one.
  static void add(Pointer object) {
    if (CURRENT.isBound()) {
      CURRENT.get().register(object);
    }
  }

  private synchronized void register(Pointer object) {
    if (owned.size() >= sweepAt) {
      owned.removeIf(reference -> reference.refersTo(null)); // replaced, and freed already
      sweepAt = Math.max(FIRST_SWEEP, 2 * owned.size());
    }
    owned.add(new WeakReference<>(object));
  }

  /// Frees all objects. It waits until no thread uses them; later calls do nothing.
  ///
  /// @throws IllegalStateException when the calling thread itself uses them
  @Override
  public void close() {
    if (use.getReadHoldCount() > 0) {
      throw new IllegalStateException("closed by the work that uses it");
    }
    use.writeLock().lock();
    try {
      closed = true;
      free();
    } finally {
      use.writeLock().unlock();
    }
  }

  private synchronized void free() {
    for (WeakReference<Pointer> reference : owned) {
      Pointer object = reference.get();
      if (object != null) {
        object.deallocate();
      }
    }
    owned.clear();
  }
}
