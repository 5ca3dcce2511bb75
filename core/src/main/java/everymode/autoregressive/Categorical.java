package everymode.autoregressive;

import everymode.config.Require;
import everymode.random.RandomKey;
import everymode.tensor.Ops;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// A probability for each level of intensity, with no assumption of how they are related.
///
/// @param levels from black to white, 2 to 256; images of more are rounded
public record Categorical(int levels) implements Conditional {

  /// Validates the value.
  public Categorical {
    Require.that(levels >= 2 && levels <= 256, "levels must be from 2 to 256", levels);
  }

  /// All levels of 8-bit images.
  public static Categorical defaults() {
    return new Categorical(256);
  }

  @Override
  public int parameters(int channels) {
    return channels * levels;
  }

  @Override
  public boolean perChannel() {
    return true;
  }

  @Override
  public double step() {
    return Quantisation.step(levels);
  }

  @Override
  public Tensor quantised(Tensor x) {
    return Quantisation.straightThrough(x, levels);
  }

  @Override
  public Tensor logProb(Tensor x, Tensor parameters) {
    Tensor logits = byChannel(x, parameters); // [n, sites, channels, levels]
    Tensor level = Quantisation.level(x.detach(), levels).unsqueeze(3);
    return torch.log_softmax(logits, 3).gather(3, level).squeeze(3);
  }

  @Override
  public Tensor mean(Tensor x, Tensor parameters) {
    Tensor values = Quantisation.value(Ops.toFloat(Ops.range(levels)), levels); // [levels]
    return torch.softmax(byChannel(x, parameters), 3).matmul(values);
  }

  private Tensor byChannel(Tensor x, Tensor parameters) {
    return parameters.view(x.size(0), x.size(1), x.size(2), levels);
  }

  @Override
  public Tensor draw(Tensor x, Tensor parameters, int channel, RandomKey key) {
    Tensor logits = Ops.toDouble(parameters.narrow(1, (long) channel * levels, levels));
    Tensor level = Mixture.drawn(torch.softmax(logits, 1), key.fold(channel)).squeeze(1); // [n]
    return Quantisation.value(Ops.toFloat(level), levels);
  }
}
