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

/// A TorchScript function: one native call for work on many tensors, and access to operators that
/// are missing in the Java presets, such as the fused optimisers.
public final class TorchScript {

  static {
    Backend.load();
  }

  private final CompilationUnit unit; // keeps the function alive
  private final Function function;

  /// Compiles a function. Compile each script once and reuse it.
  ///
  /// @param source TorchScript code
  public TorchScript(String name, String source) {
    unit = Scope.own(torch.compile(source));
    function = Scope.own(unit.get_function(new QualifiedName(name)));
  }

  /// A list of tensors as a script argument.
  public static final class TensorArguments {
    private final IValue value;

    private TensorArguments(TensorVector tensors) {
      // both list classes have the same native layout; the presets only lack the constructor
      value = new IValue(new GenericList((Pointer) new TensorList(tensors)));
    }

    /// A list for many calls, freed by the garbage collector.
    public static TensorArguments own(List<Tensor> tensors) {
      try (var _ = new Scope()) {
        var list = new TensorArguments(Ops.vector(tensors));
        Scope.own(list.value);
        return list;
      }
    }

    /// A list for the current scope, freed with it.
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
              default -> throw new IllegalArgumentException("not a script value: " + arguments[i]);
            };
      }
      Autograd.noGrad(() -> function.apply(new IValueVector(values)));
    }
  }
}
