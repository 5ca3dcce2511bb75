package everymode.sample;

import everymode.random.RandomKey;
import everymode.tensor.Autograd;
import everymode.tensor.Device;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/// Draws samples.
@FunctionalInterface
public interface Sampler {

  /// Rows drawn together; the rows do not depend on the requested number.
  int BLOCK = 256;

  /// Draws independent samples. Row i depends only on the random key and on i.
  ///
  /// @return float32 `[n, ...]` in data units, on the processor
  Tensor sample(int n, RandomKey key);

  /// A sampler made from one that draws whole blocks: block b is drawn with `key.fold(b)`.
  ///
  /// @param block draws [#BLOCK] rows on the current device
  /// @return a sampler that records no graph
  static Sampler blocks(Sampler block) {
    return (n, key) -> {
      try (var scope = new Scope()) {
        List<Tensor> parts = new ArrayList<>();
        for (int b = 0; b * BLOCK < n; b++) {
          parts.add(one(block, key.fold(b)));
        }
        if (parts.isEmpty()) {
          parts.add(Ops.rows(one(block, key.fold(0)), 0, 0));
        }
        return scope.keep(Ops.rows(Ops.cat(parts), 0, n).contiguous());
      }
    };
  }

  private static Tensor one(Sampler block, RandomKey key) {
    try (var scope = new Scope()) {
      return scope.keep(Device.CPU.bring(Autograd.noGrad(() -> block.sample(BLOCK, key))));
    }
  }

  /// What is known about the rows of a sampler: the `component` of each row, and in `labels` its
  /// requested class.
  ///
  /// @return int64 `[n]` by name; empty where nothing is known
  static Map<String, Tensor> rowMetadata(Sampler sampler, int n, RandomKey key) {
    Map<String, Tensor> known = new LinkedHashMap<>();
    if (sampler instanceof ComponentSampler mixed) {
      known.put("component", mixed.componentsOf(n, key));
    }
    if (sampler instanceof ConditionalSampler conditional) {
      known.put("labels", conditional.classesOf(n, key));
    }
    return known;
  }

  /// A sampler of a mixture of numbered components.
  interface ComponentSampler extends Sampler {

    /// The number of components.
    ///
    /// @return at least 1
    int components();

    /// A sampler of one component.
    ///
    /// @param k from 0
    Sampler component(int k);

    /// The components of the rows returned by [#sample] for the same arguments.
    ///
    /// @return int64 `[n]`
    Tensor componentsOf(int n, RandomKey key);
  }

  /// A mixture whose covariance scales and weights can be changed after training.
  interface AdjustableSampler extends ComponentSampler {

    /// The same networks with another latent distribution.
    ///
    /// @param adjustment a factor and a weight for each component
    /// @throws IllegalArgumentException when the number of components differs
    AdjustableSampler adjusted(MixtureAdjustment adjustment);
  }

  /// A class-conditional sampler.
  interface ConditionalSampler extends Sampler {

    /// A sampler of one class.
    ///
    /// @param label the class, from 0
    Sampler forClass(int label);

    /// The requested classes of the rows returned by [#sample] for the same arguments.
    ///
    /// @return int64 `[n]`
    Tensor classesOf(int n, RandomKey key);
  }
}
