package everymode.autoregressive;

import everymode.nn.ForwardContext;
import everymode.nn.Init;
import everymode.random.RandomKey;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import everymode.tensor.StateVisitor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// The network of [Made]: each number is a site, in units of its deviation over the training rows.
final class MadeNetwork implements AutoregressiveNetwork {

  private static final double LEAST = 1e-6; // deviation of a constant number

  private final int dim;
  private final GaussianMixture conditional;
  private final List<MaskedWeights> layers = new ArrayList<>();
  private final Tensor mean; // [dim], of the training rows
  private final Tensor deviation; // [dim]
  private final Tensor kernel; // [dim, dim], from independent noise to that of rows in deviations
  private final double smoothing; // of noise with that kernel

  /// Unit i of a hidden layer sees the first `i mod (dim − 1) + 1` numbers.
  MadeNetwork(int dim, Made config, RandomKey init) {
    this.dim = dim;
    conditional = new GaussianMixture(config.components());
    // Kernels widen with the dimension, but the network's distributions are those of one number.
    smoothing = config.smoothing() * Math.min(1, Math.sqrt(2.0 / dim));
    List<Integer> hiddenSizes = config.hiddenSizes();
    mean = Init.buffer(() -> Ops.zeros(dim));
    deviation = Init.buffer(() -> Ops.full(1, dim));
    kernel = Init.buffer(() -> Ops.zeros(dim, dim));
    IntUnaryOperator seen = i -> i % Math.max(1, dim - 1) + 1;
    IntUnaryOperator last = i -> i + 1; // number i + 1 is seen by units that see as many
    int from = dim;
    for (int i = 0; i < hiddenSizes.size(); i++) {
      int to = hiddenSizes.get(i);
      layers.add(layer(from, last, to, seen, init.fold("hidden").fold(i)));
      from = to;
      last = seen;
    }
    int parameters = conditional.parameters(1);
    MaskedWeights out = layer(from, last, dim * parameters, i -> i / parameters, init.fold("out"));
    try (var _ = new Scope()) {
      layers.add(out.startingAt(Ops.of(conditional.spread(), parameters).repeat(dim)));
    }
  }

  private static MaskedWeights layer(
      int from, IntUnaryOperator needs, int to, IntUnaryOperator sees, RandomKey init) {
    try (var _ = new Scope()) {
      float[] mask = new float[from * to];
      for (int i = 0; i < mask.length; i++) {
        mask[i] = needs.applyAsInt(i % from) <= sees.applyAsInt(i / from) ? 1 : 0;
      }
      return new MaskedWeights(Ops.of(mask, to, from), Math.sqrt(3), init);
    }
  }

  @Override
  public Conditional conditional() {
    return conditional;
  }

  @Override
  public void scale(Supplier<Tensor> rows) {
    try (var _ = new Scope()) {
      Tensor x = rows.get(); // [n, dim]
      mean.copy_(x.mean(0));
      deviation.copy_(x.var(new long[] {0}, false).sqrt().clamp_min(new Scalar(LEAST)));
      kernel.copy_(DensityKernel.of(scaled(x)));
    }
  }

  /// @param x `[n, dim]`
  private Tensor scaled(Tensor x) {
    return x.sub(mean).div(deviation);
  }

  /// With noise in training, without which a few hundred rows would soon be learned by heart. The
  /// density that is best for rows with noise is their kernel estimate.
  private Tensor smoothed(Tensor z, ForwardContext pass) {
    if (!pass.training() || smoothing == 0) {
      return z;
    }
    Tensor noise = RandomTensors.normal(pass.key(), z.shape()).matmul(kernel.t());
    return z.add(Ops.times(noise, smoothing));
  }

  /// @param x `[n, dim]`, scaled
  /// @return `[n, dim, parameters]`
  private Tensor parameters(Tensor x, ForwardContext pass) {
    Tensor y = layers.getFirst().affine(pass).of(x);
    for (MaskedWeights layer : layers.subList(1, layers.size())) {
      y = layer.affine(pass).of(y.relu());
    }
    return y.view(x.size(0), dim, -1);
  }

  @Override
  public Tensor logProb(Tensor x, ForwardContext pass) {
    Tensor z = smoothed(scaled(x), pass);
    Tensor logs = conditional.logProb(z.unsqueeze(2), parameters(z, pass)).squeeze(2);
    return logs.sub(deviation.log());
  }

  @Override
  public Tensor mean(Tensor x, ForwardContext pass) {
    Tensor z = scaled(x);
    Tensor means = conditional.mean(z.unsqueeze(2), parameters(z, pass)).squeeze(2);
    return means.mul(deviation).add(mean);
  }

  @Override
  public Tensor sample(Known known, RandomKey key, ForwardContext pass) {
    try (var scope = new Scope()) {
      Tensor x = scaled(known.x());
      for (int i = 0; i < dim; i++) {
        try (var _ = new Scope()) {
          Tensor own = parameters(x, pass).select(1, i); // [n, parameters]
          Tensor before = x.narrow(1, i, 1);
          Tensor drawn = conditional.draw(before, own, 0, key.fold(i)).unsqueeze(1);
          before.copy_(before.where(known.given().narrow(1, i, 1), drawn));
        }
      }
      return scope.keep(x.mul(deviation).add(mean));
    }
  }

  @Override
  public List<Tensor> parameters() {
    return layers.stream().flatMap(layer -> layer.parameters().stream()).toList();
  }

  @Override
  public void state(StateVisitor s) {
    s.tensor("mean", mean);
    s.tensor("deviation", deviation);
    s.tensor("kernel", kernel);
    for (int i = 0; i < layers.size(); i++) {
      s.child("layer." + i, layers.get(i));
    }
  }
}
