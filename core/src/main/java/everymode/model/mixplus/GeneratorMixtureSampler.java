package everymode.model.mixplus;

import everymode.data.Domain;
import everymode.nn.ForwardContext;
import everymode.nn.Layer;
import everymode.prior.Prior;
import everymode.random.RandomKey;
import everymode.sample.Sampler;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/// Samples of the mixture: each row comes from a generator that is drawn by weight.
///
/// @param domain of the samples
/// @param prior the law of the latent
/// @param generators networks to samples in model units
/// @param weight how often each is drawn, now
/// @param use the pass with which they are used, now
record GeneratorMixtureSampler(
    Domain domain,
    Prior prior,
    List<Layer> generators,
    Supplier<double[]> weight,
    Supplier<ForwardContext> use)
    implements Sampler.ComponentSampler {

  @Override
  public Tensor sample(int n, RandomKey key) {
    return Sampler.blocks((rows, block) -> made(drawn(rows, block), block)).sample(n, key);
  }

  @Override
  public int components() {
    return generators.size();
  }

  @Override
  public Sampler component(int k) {
    return Sampler.blocks((n, block) -> made(Ops.repeated(k, n), block));
  }

  @Override
  public Tensor componentsOf(int n, RandomKey key) {
    return Sampler.blocks(this::drawn).sample(n, key);
  }

  private Tensor drawn(int n, RandomKey block) {
    return RandomTensors.choices(block.fold("generator"), weight.get(), n); // [n]
  }

  /// Each generator makes its own rows only.
  private Tensor made(Tensor component, RandomKey block) {
    long[] owner = Ops.longs(component);
    ForwardContext pass = use.get();
    Tensor z = prior.sample(owner.length, block.fold("latent"), pass).z(); // [n, dim]
    List<Tensor> parts = new ArrayList<>();
    long[] place = new long[owner.length]; // of each row among the parts
    int placed = 0;
    for (int k = 0; k < generators.size(); k++) {
      int each = k;
      int[] rows = IntStream.range(0, owner.length).filter(i -> owner[i] == each).toArray();
      if (rows.length > 0) {
        Tensor own = Ops.of(IntStream.of(rows).asLongStream().toArray());
        parts.add(generators.get(k).apply(Ops.rows(z, own), pass));
        for (int row : rows) {
          place[row] = placed++;
        }
      }
    }
    return domain.decode(Ops.rows(Ops.cat(parts), Ops.of(place)));
  }
}
