package everymode.model.pointwise;

import everymode.data.AliasTable;
import everymode.random.RandomKey;
import everymode.sample.Sampler;
import everymode.tensor.Device;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;

/// Samples each row from a randomly chosen member.
///
/// The j-th row assigned to a member is the j-th row of that member's own samples, so that few rows
/// are generated in vain.
final class MemberMixtureSampler implements Sampler.ComponentSampler {

  private final List<Sampler> parts;
  private final AliasTable distribution;

  /// @param parts the members, at least one
  /// @param weight the mixture weight of each
  MemberMixtureSampler(List<Sampler> parts, double[] weight) {
    this.parts = List.copyOf(parts);
    distribution = new AliasTable(weight);
  }

  private int[] drawMembers(int n, RandomKey key) {
    SplittableRandom random = key.fold("component").random();
    int[] part = new int[n];
    Arrays.setAll(part, _ -> distribution.sample(random));
    return part;
  }

  @Override
  public Tensor sample(int n, RandomKey key) {
    int[] part = drawMembers(n, key);
    int[] count = new int[parts.size()];
    for (int k : part) {
      count[k]++;
    }
    int[] next = new int[count.length]; // index of the first row of each member
    for (int k = 1; k < next.length; k++) {
      next[k] = next[k - 1] + count[k - 1];
    }
    long[] from = new long[n];
    for (int i = 0; i < n; i++) {
      from[i] = next[part[i]]++;
    }
    try (var scope = new Scope()) {
      List<Tensor> samples = new ArrayList<>();
      for (int k = 0; k < count.length; k++) {
        if (count[k] > 0 || (n == 0 && k == 0)) {
          samples.add(parts.get(k).sample(count[k], key.fold("part").fold(k)));
        }
      }
      return scope.keep(Ops.rows(Ops.cat(samples), Device.CPU.bring(Ops.of(from))));
    }
  }

  @Override
  public int components() {
    return parts.size();
  }

  @Override
  public Sampler component(int k) {
    return parts.get(k);
  }

  @Override
  public Tensor componentsOf(int n, RandomKey key) {
    return Device.CPU.bring(Ops.of(Arrays.stream(drawMembers(n, key)).asLongStream().toArray()));
  }
}
