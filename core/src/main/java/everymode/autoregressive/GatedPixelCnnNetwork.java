package everymode.autoregressive;

import everymode.autoregressive.MaskedWeights.Affine;
import everymode.data.Domain;
import everymode.nn.ForwardContext;
import everymode.nn.ModuleDict;
import everymode.nn.Parameterised;
import everymode.random.RandomKey;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import everymode.tensor.StateVisitor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/// The network of [GatedPixelCnn]: each pixel is a site.
///
/// The vertical stack at a row has seen the rows above it, the horizontal one also the pixels on
/// the left. Where channels have conditionals of their own, the feature maps of the horizontal
/// stack are in as many groups, and group c has also seen the channels before c of the pixel
/// itself.
final class GatedPixelCnnNetwork extends PixelNetwork {

  private static final double KEPT = Math.sqrt(3); // keeps the variance of the inputs
  private static final double GATED = 2.5; // so that gates, which shrink values, keep about theirs

  private final int maps;
  private final int groups;
  private final List<Gated> layers = new ArrayList<>();
  private final MaskedWeights hidden;
  private final MaskedWeights output;
  private final ModuleDict all;

  /// One gated layer.
  ///
  /// @param vertical kernels `[2·maps, in, rows, 2·reach + 1]`
  /// @param horizontal kernels `[2·maps, in, 1, reach + 1]`
  /// @param link from the vertical to the horizontal stack, before the gates
  /// @param residual after the gates of the horizontal stack
  /// @param reach how far kernels look to each side
  /// @param first whether the layer sees pixels, and so neither a row nor a pixel itself
  private record Gated(
      MaskedWeights vertical,
      MaskedWeights horizontal,
      MaskedWeights link,
      MaskedWeights residual,
      int reach,
      boolean first) {

    /// @param x `[n, in, h, w]`
    /// @return before the gates, `[n, 2·maps, h, w]`
    Tensor above(Tensor x, ForwardContext pass) {
      Tensor seen = vertical.convolve(x, reach, reach, reach, pass);
      return seen.narrow(2, 0, x.size(2)); // of the first layer a row more
    }

    /// How many rows of the input a row of the output depends on.
    int rows() {
      return first ? reach : reach + 1;
    }
  }

  GatedPixelCnnNetwork(GatedPixelCnn config, Domain.Images image, RandomKey init) {
    super(image, config.conditional());
    maps = config.maps();
    groups = conditional().perChannel() ? image.channels() : 1;
    Map<String, Parameterised> parts = new LinkedHashMap<>();
    for (int i = 0; i < config.layers(); i++) {
      RandomKey key = init.fold("layer").fold(i);
      Gated layer = i == 0 ? first(config.firstKernel() / 2, key) : later(config.kernel() / 2, key);
      layers.add(layer);
      parts.put("layer." + i + ".vertical", layer.vertical);
      parts.put("layer." + i + ".horizontal", layer.horizontal);
      parts.put("layer." + i + ".link", layer.link);
      parts.put("layer." + i + ".residual", layer.residual);
    }
    hidden = weights(new int[] {maps, maps, 1, 1}, maps, maps, false, KEPT, init.fold("hidden"));
    int values = conditional().parameters(image.channels());
    output = weights(new int[] {values, maps, 1, 1}, maps, values, false, 1, init.fold("output"));
    parts.put("hidden", hidden);
    parts.put("output", output);
    all = new ModuleDict(parts);
  }

  private Gated first(int reach, RandomKey key) {
    int in = image().channels();
    return new Gated(
        everywhere(new int[] {2 * maps, in, reach, 2 * reach + 1}, key.fold("vertical")),
        weights(
            new int[] {2 * maps, in, 1, reach + 1}, in, maps, true, GATED, key.fold("horizontal")),
        everywhere(new int[] {2 * maps, 2 * maps, 1, 1}, key.fold("link")),
        weights(new int[] {maps, maps, 1, 1}, maps, maps, false, KEPT, key.fold("residual")),
        reach,
        true);
  }

  private Gated later(int reach, RandomKey key) {
    return new Gated(
        everywhere(new int[] {2 * maps, maps, reach + 1, 2 * reach + 1}, key.fold("vertical")),
        weights(
            new int[] {2 * maps, maps, 1, reach + 1},
            maps,
            maps,
            false,
            GATED,
            key.fold("horizontal")),
        everywhere(new int[] {2 * maps, 2 * maps, 1, 1}, key.fold("link")),
        weights(new int[] {maps, maps, 1, 1}, maps, maps, false, KEPT, key.fold("residual")),
        reach,
        false);
  }

  private static MaskedWeights everywhere(int[] shape, RandomKey init) {
    try (var _ = new Scope()) {
      return new MaskedWeights(Ops.full(1, shape[0], shape[1], shape[2], shape[3]), GATED, init);
    }
  }

  /// Weights that see the pixel itself, the last place of the kernel, by groups.
  ///
  /// @param inputs how many inputs are in groups, which repeat from there on
  /// @param outputs how many outputs are in groups, which repeat from there on
  /// @param before whether outputs see only groups before their own
  private MaskedWeights weights(
      int[] shape, int inputs, int outputs, boolean before, double gain, RandomKey init) {
    int width = shape[3];
    float[] mask = new float[shape[0] * shape[1] * width];
    for (int i = 0; i < mask.length; i++) {
      int from = i / width % shape[1] % inputs * groups / inputs;
      int to = i / width / shape[1] % outputs * groups / outputs;
      boolean itself = i % width == width - 1;
      mask[i] = !itself || (before ? from < to : from <= to) ? 1 : 0;
    }
    try (var _ = new Scope()) {
      return new MaskedWeights(Ops.of(mask, shape[0], shape[1], shape[2], shape[3]), gain, init);
    }
  }

  /// @param both `[n, 2·maps, ...]`
  /// @return `[n, maps, ...]`
  private Tensor gates(Tensor both) {
    return both.narrow(1, 0, maps).tanh().mul(both.narrow(1, maps, maps).sigmoid());
  }

  @Override
  Tensor parameters(Tensor x, ForwardContext pass) {
    Tensor v = x;
    Tensor h = x;
    for (Gated layer : layers) {
      Tensor above = layer.above(v, pass);
      v = gates(above);
      Tensor both =
          layer
              .horizontal
              .convolve(h, 0, layer.reach, 0, pass)
              .add(layer.link.convolve(above, 0, 0, 0, pass));
      Tensor made = layer.residual.convolve(gates(both), 0, 0, 0, pass);
      h = layer.first ? made : made.add(h);
    }
    Tensor last = hidden.convolve(h.relu(), 0, 0, 0, pass).relu();
    return output.convolve(last, 0, 0, 0, pass);
  }

  @Override
  Brush brush(Tensor x, ForwardContext pass) {
    return new Painting(x, pass);
  }

  /// Keeps what each layer has made of the last rows and pixels.
  private final class Painting implements Brush {

    private final Tensor x; // [n, c, h, w]
    private final ForwardContext pass;
    private final List<Tensor> rows = new ArrayList<>(); // of each layer's input, [n, in, ..., w]
    private final List<Tensor> lines =
        new ArrayList<>(); // of each layer's input, [n, in, w + reach]
    private final List<Affine> horizontal;
    private final List<Affine> residual;
    private final Affine hiddenMap;
    private final Affine outputMap;
    private List<Tensor> links = List.of(); // of each layer for the row, [w, n, 2·maps]

    Painting(Tensor x, ForwardContext pass) {
      this.x = x;
      this.pass = pass;
      long n = x.size(0);
      long width = x.size(3);
      for (Gated layer : layers) {
        long in = layer.first ? x.size(1) : maps;
        rows.add(Ops.zeros(n, in, layer.rows(), width));
        lines.add(Ops.zeros(n, in, width + layer.reach));
      }
      horizontal = layers.stream().map(layer -> layer.horizontal.affine(pass)).toList();
      residual = layers.stream().map(layer -> layer.residual.affine(pass)).toList();
      hiddenMap = hidden.affine(pass);
      outputMap = output.affine(pass);
    }

    /// Advances the vertical stack.
    @Override
    public void row(int i) {
      links = new ArrayList<>();
      Tensor made = x; // of the layer below, [n, in, 1, w]
      for (int l = 0; l < layers.size(); l++) {
        Gated layer = layers.get(l);
        Tensor kept = rows.get(l);
        if (layer.rows() > 1) {
          kept.narrow(2, 0, layer.rows() - 1L).copy_(kept.narrow(2, 1, layer.rows() - 1L).clone());
        }
        if (!layer.first) {
          kept.narrow(2, layer.rows() - 1L, 1).copy_(made);
        } else if (i > 0) {
          kept.narrow(2, layer.rows() - 1L, 1).copy_(x.narrow(2, i - 1L, 1));
        }
        Tensor above = layer.vertical.convolve(kept, 0, layer.reach, layer.reach, pass);
        Tensor link = layer.link.convolve(above, 0, 0, 0, pass).squeeze(2); // [n, 2·maps, w]
        links.add(link.permute(2, 0, 1).contiguous());
        made = gates(above);
      }
      lines.getFirst().narrow(2, layers.getFirst().reach, x.size(3)).copy_(x.select(2, i));
    }

    @Override
    public void drawn(int j, Tensor own) {
      lines.getFirst().select(2, (long) layers.getFirst().reach + j).copy_(own);
    }

    /// Advances the horizontal stack.
    @Override
    public Tensor parameters(int j) {
      Tensor h = x; // not read
      for (int l = 0; l < layers.size(); l++) {
        Gated layer = layers.get(l);
        Tensor line = lines.get(l);
        if (!layer.first) {
          line.select(2, (long) layer.reach + j).copy_(h);
        }
        Tensor seen = line.narrow(2, j, layer.reach + 1L); // [n, in, reach + 1]
        Tensor both = horizontal.get(l).of(seen).add(links.get(l).select(0, j));
        Tensor made = residual.get(l).of(gates(both));
        h = layer.first ? made : made.add(h);
      }
      return outputMap.of(hiddenMap.of(h.relu()).relu());
    }
  }

  @Override
  public List<Tensor> parameters() {
    return all.parameters();
  }

  @Override
  public void state(StateVisitor s) {
    all.state(s);
  }
}
