package everymode.model.mixplus;

import everymode.chance.Chance;
import everymode.data.Domain;
import everymode.nn.Layer;
import everymode.nn.Pass;
import everymode.prior.Prior;
import everymode.tensor.Draws;
import everymode.tensor.Ops;
import everymode.train.Sampler;
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
record ByGenerator(
    Domain domain,
    Prior prior,
    List<Layer> generators,
    Supplier<double[]> weight,
    Supplier<Pass> use)
    implements Sampler.Mixed {

  @Override
  public Tensor sample(int n, Chance chance) {
    return Sampler.blocks((rows, block) -> made(drawn(rows, block), block)).sample(n, chance);
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
  public Tensor componentsOf(int n, Chance chance) {
    return Sampler.blocks(this::drawn).sample(n, chance);
  }

  private Tensor drawn(int n, Chance block) {
    return Draws.choices(block.at("generator"), weight.get(), n); // [n]
  }

  /// Each generator makes its own rows only.
  private Tensor made(Tensor component, Chance block) {
    long[] owner = Ops.longs(component);
    Pass pass = use.get();
    Tensor z = prior.draw(owner.length, block.at("latent"), pass).z(); // [n, dim]
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
