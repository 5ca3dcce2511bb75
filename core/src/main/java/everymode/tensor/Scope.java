package everymode.tensor;

import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/// The lifetime of native tensors: all that is made inside dies at the end of the block.
///
/// ```java
/// try (var scope = new Scope()) {
///   Tensor loss = ...;            // and every tensor on the way to it
///   return scope.keep(result);    // lives on in the enclosing scope
/// }
/// ```
///
/// A scope belongs to the thread that opened it and scopes nest. Tensors made outside any scope
/// live until the garbage collector finds them.
public final class Scope implements AutoCloseable {

  static {
    Backend.load();
  }

  private final PointerScope scope = new PointerScope();

  /// Opens a scope inside the current one.
  public Scope() {}

  /// Lets a tensor outlive this scope: it moves to the enclosing one.
  ///
  /// @param tensor a tensor made inside this scope
  /// @return the same tensor
  public Tensor keep(Tensor tensor) {
    var scopes = PointerScope.getScopeIterator();
    while (!scopes.next().equals(scope)) {
      // Scopes opened inside this one, if any, do not matter here.
    }
    if (scopes.hasNext()) {
      scopes.next().attach(tensor);
    } else {
      tensor.retainReference();
    }
    scope.detach(tensor);
    return tensor;
  }

  /// Lets a tensor outlive every scope: it lives until the garbage collector finds that nobody
  /// holds it. For what a model, a player or a data set owns.
  ///
  /// @param <P> a tensor or another native object
  /// @param object what was made inside the innermost scope, or inside none
  /// @return the same object
  public static <P extends Pointer> P own(P object) {
    PointerScope inner = PointerScope.getInnerScope();
    if (inner != null) {
      object.retainReference(); // else leaving the scope would free it
      inner.detach(object);
    }
    return object;
  }

  @Override
  public void close() {
    scope.close();
  }
}
