package everymode.io;

import everymode.error.EverymodeException;
import everymode.tensor.Autograd;
import everymode.tensor.Backend;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.JitModule;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// A TorchScript module in a file. Its code runs in LibTorch's interpreter, so open only trusted
/// files.
public final class TorchScriptModule {

  private static final String CLASSES = "classes";
  private static final int MOST_CLASSES = 1_000_000;

  private final JitModule module;

  private TorchScriptModule(JitModule module) {
    this.module = module;
  }

  /// Loads a module.
  ///
  /// @param file written by `torch.jit.save`
  /// @return the module in evaluation mode
  /// @throws EverymodeException when it cannot be loaded
  public static TorchScriptModule open(Path file) {
    Backend.load();
    try {
      JitModule module = Scope.own(torch.load(file.toString()));
      module.eval();
      return new TorchScriptModule(module);
    } catch (RuntimeException e) {
      throw new EverymodeException(
          String.format(
              Locale.ROOT,
              "%s: is not a TorchScript module that can be loaded (%s); save it with torch.jit.save",
              file,
              first(e)),
          e);
    }
  }

  /// The number of classes that the module distinguishes, from its attribute `classes`.
  ///
  /// @return 0 without this attribute
  public int classes() {
    try (var _ = new Scope()) {
      boolean known = module.hasattr(CLASSES) && module.attr(CLASSES).isInt();
      return known ? Math.clamp(module.attr(CLASSES).toInt(), 0, MOST_CLASSES) : 0;
    }
  }

  /// Calls `forward`, recording a graph if x requires gradients.
  ///
  /// @param name its name in error messages
  /// @param x `[n, ...]`
  /// @return one tensor, or the elements of a tuple
  /// @throws EverymodeException when it does not accept such a tensor, or returns none
  public List<Tensor> apply(String name, Tensor x) {
    try {
      return Autograd.gradientIfRequired(
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
                      + " must return a tensor or a pair of tensors, but does not; fix its forward");
            }
            return all;
          });
    } catch (EverymodeException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new EverymodeException(
          String.format(
              Locale.ROOT,
              "%s does not accept samples of shape %s: %s; choose data that it was trained for",
              name,
              java.util.Arrays.toString(x.shape()),
              first(e)),
          e);
    }
  }

  private static String first(RuntimeException e) {
    String all = String.valueOf(e.getMessage()).strip();
    return all.substring(all.lastIndexOf('\n') + 1).strip();
  }
}
