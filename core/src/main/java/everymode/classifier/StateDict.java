package everymode.classifier;

import everymode.error.EverymodeException;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// The tensors of a published network, and layers that use them.
///
/// @param of tensor by name, without the prefixes `state_dict.` and `module.`
record StateDict(Map<String, Tensor> of) {

  private static final double EPS = 1e-5;

  static StateDict of(Map<String, Tensor> tensors) {
    Map<String, Tensor> own = new LinkedHashMap<>();
    tensors.forEach(
        (name, t) -> own.put(name.replaceFirst("^(state_dict\\.)?(module\\.)?", ""), Scope.own(t)));
    return new StateDict(own);
  }

  boolean has(String name) {
    return of.containsKey(name);
  }

  /// Checks that all tensors of a network exist with the right shapes.
  ///
  /// @param shapes shape by name
  /// @throws EverymodeException when one is missing, has another shape or is not float32
  void check(Path file, String network, Map<String, long[]> shapes) {
    shapes.forEach((name, shape) -> {
      Tensor t = of.get(name);
      boolean same =
          t != null
              && Arrays.equals(t.shape(), shape)
              && t.scalar_type().intern() == ScalarType.Float;
      if (!same) {
        throw new EverymodeException(
            String.format(
                Locale.ROOT,
                "%s: looks like a %s, whose '%s' must be float32 %s, but %s; fetch the file again",
                file,
                network,
                name,
                Arrays.toString(shape),
                t == null
                    ? "it is missing"
                    : String.format(
                        Locale.ROOT, "is %s %s", t.scalar_type(), Arrays.toString(t.shape()))));
      }
    });
  }

  private Tensor get(String name) {
    Tensor t = of.get(name);
    if (t == null) {
      throw new IllegalStateException("not checked: " + name);
    }
    return t;
  }

  Tensor conv(Tensor x, String name, int stride, int padding) {
    return Ops.conv(x, get(name + ".weight"), of.get(name + ".bias"), stride, padding);
  }

  Tensor linear(Tensor x, String name) {
    return Ops.linear(x, get(name + ".weight"), get(name + ".bias"));
  }

  /// Batch normalisation with the running mean and variance.
  Tensor norm(Tensor x, String name) {
    Tensor mean = get(name + ".running_mean");
    Tensor variance = get(name + ".running_var");
    return Ops.batchNorm(
        x, get(name + ".weight"), get(name + ".bias"), mean, variance, false, 0, EPS);
  }
}
