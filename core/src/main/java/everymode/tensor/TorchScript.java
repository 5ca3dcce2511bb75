package everymode.tensor;

import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.CompilationUnit;
import org.bytedeco.pytorch.Function;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.QualifiedName;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorList;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// A TorchScript function: one native call for work over many tensors, and the way to operators
/// that the Java presets leave out, such as the fused optimisers.
public final class TorchScript {

  static {
    Backend.load();
  }

  private final CompilationUnit unit; // keeps the function alive
  private final Function function;

  /// Compiles a function. Scripts are made once and kept.
  ///
  /// @param name the function's name
  /// @param source its text in TorchScript
  public TorchScript(String name, String source) {
    unit = Scope.own(torch.compile(source));
    function = Scope.own(unit.get_function(new QualifiedName(name)));
  }

  /// Tensors in the form in which scripts take a list.
  public static final class TensorArguments {
    private final IValue value;

    private TensorArguments(TensorVector tensors) {
      // The two list classes share one native layout; the presets only lack the constructor.
      value = new IValue(new GenericList((Pointer) new TensorList(tensors)));
    }

    /// A list that is made once and used in many calls.
    ///
    /// @param tensors any number
    /// @return a list that lives until the garbage collector finds it
    public static TensorArguments own(List<Tensor> tensors) {
      try (var _ = new Scope()) {
        var list = new TensorArguments(Ops.vector(tensors));
        Scope.own(list.value);
        return list;
      }
    }

    /// A list for the current scope.
    ///
    /// @param tensors any number
    /// @return a list that dies with the scope
    public static TensorArguments of(TensorVector tensors) {
      return new TensorArguments(tensors);
    }
  }

  /// Calls the function, without recording a graph.
  ///
  /// @param arguments [TensorArguments], tensors, doubles or longs, in the function's order
  public void call(Object... arguments) {
    try (var _ = new Scope()) {
      IValue[] values = new IValue[arguments.length];
      for (int i = 0; i < values.length; i++) {
        values[i] =
            switch (arguments[i]) {
              case TensorArguments list -> list.value;
              case Tensor tensor -> new IValue(tensor);
              case Double number -> new IValue(number.doubleValue());
              case Long number -> new IValue(number.longValue());
              default -> throw new IllegalArgumentException("no script value: " + arguments[i]);
            };
      }
      Autograd.noGrad(() -> function.apply(new IValueVector(values)));
    }
  }
}
