package everymode.tensor;

import java.util.function.Supplier;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/// The lifetime of native tensors: tensors created inside are freed at the end of the block.
///
/// ```java
/// try (var scope = new Scope()) {
///   Tensor loss = ...;            // and all intermediate tensors
///   return scope.keep(result);    // moves to the enclosing scope
/// }
/// ```
///
/// A scope belongs to the thread that opened it; scopes nest. Tensors created outside any scope are
/// freed by the garbage collector.
public final class Scope implements AutoCloseable {

  static {
    Backend.load();
  }

  private final PointerScope scope = new PointerScope();

  /// Opens a scope inside the current one.
  public Scope() {}

  /// Moves a tensor created inside this scope to the enclosing one.
  public Tensor keep(Tensor tensor) {
    var scopes = PointerScope.getScopeIterator();
    while (!scopes.next().equals(scope)) {
      // skip scopes opened inside this one
    }
    if (scopes.hasNext()) {
      scopes.next().attach(tensor);
    } else {
      tensor.retainReference();
    }
    scope.detach(tensor);
    return tensor;
  }

  /// Lets an object outlive every scope: it is freed with the current [Lifetime], or else by the
  /// garbage collector when unreachable. For the tensors of a model, a player or a data set.
  ///
  /// @param <P> a tensor or another native object
  /// @param object created inside the innermost scope, or outside any scope
  public static <P extends Pointer> P own(P object) {
    PointerScope inner = PointerScope.getInnerScope();
    if (inner != null) {
      object.retainReference(); // else leaving the scope would free it
      inner.detach(object);
    }
    Lifetime.add(object);
    return object;
  }

  /// Makes a tensor that outlives every scope, as [#own] does, and frees what it was made of.
  public static Tensor owned(Supplier<Tensor> make) {
    try (var _ = new Scope()) {
      return own(make.get());
    }
  }

  /// Moves an object that was created outside every scope, on another thread, to the current scope.
  static void adopt(Pointer object) {
    PointerScope inner = PointerScope.getInnerScope();
    if (inner != null) {
      inner.attach(object);
      object.releaseReference(); // the scope holds it now
    }
  }

  @Override
  public void close() {
    scope.close();
  }
}
