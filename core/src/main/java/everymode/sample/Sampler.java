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

  /// Rows that are drawn together; the same rows appear whatever number is asked for.
  int BLOCK = 256;

  /// Draws independent samples. Row i depends on the chance and on i alone.
  ///
  /// @param n how many
  /// @param key decides them
  /// @return float32 `[n, ...]` in data units, on the processor
  Tensor sample(int n, RandomKey key);

  /// A sampler from one that draws whole blocks: block b comes from `chance.at(b)`.
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

  /// What is known of the rows that a sampler gives: the `component` behind each, and in `labels`
  /// the class that it ought to be of.
  ///
  /// @param sampler any
  /// @param n how many
  /// @param key decides them
  /// @return int64 `[n]` by name; empty where nothing is known
  static Map<String, Tensor> behind(Sampler sampler, int n, RandomKey key) {
    Map<String, Tensor> known = new LinkedHashMap<>();
    if (sampler instanceof ComponentSampler mixed) {
      known.put("component", mixed.componentsOf(n, key));
    }
    if (sampler instanceof ConditionalSampler conditional) {
      known.put("labels", conditional.classesOf(n, key));
    }
    return known;
  }

  /// A sampler whose rows come from numbered components.
  interface ComponentSampler extends Sampler {

    /// How many components there are.
    ///
    /// @return at least 1
    int components();

    /// Draws from one component only.
    ///
    /// @param k from 0
    /// @return a sampler of that component
    Sampler component(int k);

    /// The components behind the rows that [#sample] gives for the same arguments.
    ///
    /// @param n how many
    /// @param key decides them
    /// @return int64 `[n]`
    Tensor componentsOf(int n, RandomKey key);
  }

  /// A mixture whose components can be widened and weighted after training.
  interface AdjustableSampler extends ComponentSampler {

    /// The same networks under another law.
    ///
    /// @param adjustment a factor and a weight for each component
    /// @return a sampler of that law
    /// @throws IllegalArgumentException when the number of components is another
    AdjustableSampler adjusted(MixtureAdjustment adjustment);
  }

  /// A sampler that can be asked for a class.
  interface ConditionalSampler extends Sampler {

    /// Draws samples of one class.
    ///
    /// @param label the class, from 0
    /// @return a sampler of that class
    Sampler given(int label);

    /// The classes that the rows which [#sample] gives for the same arguments ought to be of.
    ///
    /// @param n how many
    /// @param key decides them
    /// @return int64 `[n]`
    Tensor classesOf(int n, RandomKey key);
  }
}
