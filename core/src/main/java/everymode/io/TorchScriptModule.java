package everymode.io;

import everymode.error.EverymodeException;
import everymode.tensor.Autograd;
import everymode.tensor.Backend;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.JitModule;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// A TorchScript module in a file: its code runs in LibTorch's interpreter, so open only files of
/// people you trust.
public final class TorchScriptModule {

  private static final String CLASSES = "classes";
  private static final int MOST_CLASSES = 1_000_000;

  private final JitModule module;

  private TorchScriptModule(JitModule module) {
    this.module = module;
  }

  /// Loads a module for use.
  ///
  /// @param file what `torch.jit.save` wrote
  /// @return the module in evaluation mode
  /// @throws EverymodeException when it does not load
  public static TorchScriptModule open(Path file) {
    Backend.load();
    try {
      JitModule module = Scope.own(torch.load(file.toString()));
      module.eval();
      return new TorchScriptModule(module);
    } catch (RuntimeException e) {
      throw new EverymodeException(
          "%s: is no TorchScript module that loads here (%s); save it with torch.jit.save"
              .formatted(file, first(e)),
          e);
    }
  }

  /// How many classes the module says it tells apart, by its attribute `classes`.
  ///
  /// @return 0 when it says nothing
  public int classes() {
    try (var _ = new Scope()) {
      boolean known = module.hasattr(CLASSES) && module.attr(CLASSES).isInt();
      return known ? Math.clamp(module.attr(CLASSES).toInt(), 0, MOST_CLASSES) : 0;
    }
  }

  /// Calls its `forward`, with a graph where x has one.
  ///
  /// @param name what to call it in errors
  /// @param x `[n, ...]`
  /// @return one tensor, or all of a tuple
  /// @throws EverymodeException when it does not take such a tensor, or gives none
  public List<Tensor> apply(String name, Tensor x) {
    try {
      return Autograd.along(
          x,
          () -> {
            IValue out = module.forward(new IValueVector(new IValue(x)));
            if (out.isTensor()) {
              return List.of(Ops.toFloat(out.toTensor()));
            }
            List<Tensor> all = new ArrayList<>();
            if (out.isTuple()) {
              var elements = out.toTuple().elements();
              for (long i = 0; i < elements.size(); i++) {
                all.add(Ops.toFloat(elements.get(i).toTensor()));
              }
            }
            if (all.isEmpty()) {
              throw new EverymodeException(
                  name
                      + " must give a tensor or a pair of tensors, but does not; change its forward");
            }
            return all;
          });
    } catch (EverymodeException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new EverymodeException(
          "%s does not take samples of shape %s: %s; choose data that it was made for"
              .formatted(name, java.util.Arrays.toString(x.shape()), first(e)),
          e);
    }
  }

  private static String first(RuntimeException e) {
    String all = String.valueOf(e.getMessage()).strip();
    return all.substring(all.lastIndexOf('\n') + 1).strip();
  }
}
