package everymode.model.mixplus;

import everymode.data.Domain;
import everymode.nn.ForwardContext;
import everymode.nn.Layer;
import everymode.prior.Prior;
import everymode.random.RandomKey;
import everymode.sample.BlockSampler;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/// Samples of the mixture: each row comes from a generator that is drawn by weight.
///
/// @param domain domain of the samples
/// @param prior the latent distribution
/// @param generators networks to samples in model units
/// @param weight the current mixture weights
/// @param use the current forward context for sampling
record GeneratorMixtureSampler(
    Domain domain,
    Prior prior,
    List<Layer> generators,
    Supplier<double[]> weight,
    Supplier<ForwardContext> use)
    implements BlockSampler {

  @Override
  public int components() {
    return generators.size();
  }

  @Override
  public Tensor draw(int n, RandomKey key) {
    return RandomTensors.choices(key.fold("generator"), weight.get(), n); // [n]
  }

  /// Each generator is evaluated on its own rows only.
  @Override
  public Tensor generate(Tensor component, RandomKey key) {
    long[] owner = Ops.longs(component);
    ForwardContext pass = use.get();
    Tensor z = prior.sample(owner.length, key.fold("latent"), pass).z(); // [n, dim]
    List<Tensor> parts = new ArrayList<>();
    long[] position = new long[owner.length]; // position of each row in the concatenated parts
    int next = 0;
    for (int k = 0; k < generators.size(); k++) {
      int index = k;
      int[] rows = IntStream.range(0, owner.length).filter(i -> owner[i] == index).toArray();
      if (rows.length > 0) {
        Tensor own = Ops.of(IntStream.of(rows).asLongStream().toArray());
        parts.add(generators.get(k).apply(Ops.rows(z, own), pass));
        for (int row : rows) {
          position[row] = next++;
        }
      }
    }
    return domain.decode(Ops.rows(Ops.cat(parts), Ops.of(position)));
  }
}
