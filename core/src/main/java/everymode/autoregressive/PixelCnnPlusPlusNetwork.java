package everymode.autoregressive;

import everymode.autoregressive.MaskedWeights.Affine;
import everymode.autoregressive.NormedWeights.Kernels;
import everymode.data.Domain;
import everymode.nn.Dropout;
import everymode.nn.ForwardContext;
import everymode.nn.ModuleDict;
import everymode.nn.Parameterised;
import everymode.random.RandomKey;
import everymode.tensor.Autograd;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import everymode.tensor.StateVisitor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/// The network of [PixelCnnPlusPlus].
///
/// The stream `above` has at a row seen the rows above it, the stream `before` also the pixels on
/// the left. Both are shifted at the start, so that all later kernels may see the place itself.
final class PixelCnnPlusPlusNetwork extends PixelNetwork {

  private static final int ROWS = 64; // that first lengths and biases are fitted to
  private static final double SMALL = 0.1; // deviation of what a block adds at first

  private final int maps;
  private final Dropout dropout;
  private final Map<String, Parameterised> parts = new LinkedHashMap<>();
  private final Shifted firstAbove;
  private final Shifted firstOver;
  private final Shifted firstLeft;
  private final Stream above;
  private final Stream before;
  private final Shifted output;
  private final ModuleDict all;

  /// A convolution that looks up and, unless it is as wide to both sides, to the left.
  ///
  /// @param rows of its kernels
  /// @param columns of its kernels
  /// @param left how many of the columns are on the left of the place itself
  private record Shifted(NormedWeights weights, int in, int rows, int columns, int left) {

    /// @return `x` with rows of zeros above and columns beside it
    Tensor padded(Tensor x, long up) {
      return torch.constant_pad_nd(x, new long[] {left, columns - 1L - left, up, 0});
    }
  }

  /// A gated residual block.
  ///
  /// @param index equal for the blocks of both streams at the same place
  /// @param reads whether it gets what the block at the same place of the stream above has made
  /// @param aside of what it gets from elsewhere, or null if nothing
  private record Block(
      int index, boolean reads, Shifted first, @Nullable Shifted aside, Shifted second) {}

  /// The blocks and connections of a stream.
  ///
  /// @param down by resolution, on the way to lower ones
  /// @param up by resolution, on the way back
  /// @param reduce to each resolution but the first
  /// @param expand from each resolution but the first
  private record Stream(
      List<List<Block>> down, List<List<Block>> up, List<Shifted> reduce, List<Shifted> expand) {}

  PixelCnnPlusPlusNetwork(PixelCnnPlusPlus config, Domain.Images image, RandomKey init) {
    super(image, new LogisticMixture(config.components()));
    maps = config.maps();
    dropout = new Dropout(config.dropout());
    int in = image.channels() + 1;
    firstAbove = layer("first.above", in, maps, 2, 3, 1, init);
    firstOver = layer("first.over", in, maps, 1, 3, 1, init);
    firstLeft = layer("first.left", in, maps, 2, 1, 0, init);
    above = stream("above", false, config, init);
    before = stream("before", true, config, init);
    int values = conditional().parameters(image.channels());
    output = layer("output", maps, values, 1, 1, 0, init);
    all = new ModuleDict(parts);
  }

  private Shifted layer(
      String name, int in, int out, int rows, int columns, int left, RandomKey init) {
    return layer(name, 1, in, out, rows, columns, left, init);
  }

  private Shifted layer(
      String name,
      double deviation,
      int in,
      int out,
      int rows,
      int columns,
      int left,
      RandomKey init) {
    var weights = new NormedWeights(deviation, init.fold(name), out, in, rows, columns);
    parts.put(name, weights);
    return new Shifted(weights, in, rows, columns, left);
  }

  private Stream stream(String name, boolean reads, PixelCnnPlusPlus config, RandomKey init) {
    int columns = reads ? 2 : 3;
    List<List<Block>> down = new ArrayList<>();
    List<List<Block>> up = new ArrayList<>();
    List<Shifted> reduce = new ArrayList<>();
    List<Shifted> expand = new ArrayList<>();
    int index = 0;
    for (int level = 0; level < config.resolutions(); level++) {
      String at = name + "." + level;
      boolean last = level == config.resolutions() - 1;
      List<Block> to = new ArrayList<>();
      for (int b = 0; b < config.blocks(); b++) {
        to.add(block(at + ".down." + b, index++, reads, reads ? 1 : 0, init));
      }
      List<Block> from = new ArrayList<>();
      for (int b = 0; b < config.blocks() + (last ? 0 : 1); b++) {
        from.add(block(at + ".up." + b, index++, reads, reads ? 2 : 1, init));
      }
      down.add(to);
      up.add(from);
      if (!last) {
        reduce.add(layer(at + ".reduce", maps, maps, 2, columns, 1, init));
        expand.add(layer(at + ".expand", maps, maps, 2, columns, 1, init));
      }
    }
    return new Stream(down, up, reduce, expand);
  }

  /// @param asides how many tensors it gets from elsewhere
  private Block block(String name, int index, boolean reads, int asides, RandomKey init) {
    int columns = reads ? 2 : 3;
    return new Block(
        index,
        reads,
        layer(name + ".first", 2 * maps, maps, 2, columns, 1, init),
        asides == 0 ? null : layer(name + ".aside", 2 * asides * maps, maps, 1, 1, 0, init),
        layer(name + ".second", SMALL, 2 * maps, 2 * maps, 2, columns, 1, init));
  }

  /// How layers are computed: for whole images at once, or for one row or pixel after the other.
  private interface Sweep {

    Tensor convolved(Shifted layer, Tensor x, int level);

    /// At half the resolution, or null where there is nothing of it.
    @Nullable Tensor reduced(Shifted layer, Tensor x, int level);

    /// At twice the resolution.
    ///
    /// @param x null where there is nothing new of it
    Tensor expanded(Shifted layer, @Nullable Tensor x, int level);

    /// The part of what the stream above has made that is at the same place.
    default Tensor beside(Tensor made, int level) {
      return made;
    }

    /// Dropout, where there is some.
    default Tensor thinned(Tensor x) {
      return x;
    }
  }

  /// @param x `[n, maps, h, w]`
  /// @param made what the blocks of the stream above have made, by index
  /// @return `[n, maps, h, w]`
  private Tensor through(Stream stream, int level, Tensor x, Tensor[] made, Sweep sweep) {
    Deque<Tensor> kept = new ArrayDeque<>();
    Tensor y = x;
    for (Block block : stream.down.get(level)) {
      kept.push(y);
      y = gated(block, level, y, null, made, sweep);
    }
    if (level < stream.reduce.size()) {
      kept.push(y);
      Tensor half = sweep.reduced(stream.reduce.get(level), y, level);
      Tensor back = half == null ? null : through(stream, level + 1, half, made, sweep);
      y =
          sweep
              .expanded(stream.expand.get(level), back, level)
              .narrow(2, 0, x.size(2)) // odd sides
              .narrow(3, 0, x.size(3));
    }
    for (Block block : stream.up.get(level)) {
      y = gated(block, level, y, kept.pop(), made, sweep);
    }
    return y;
  }

  /// @param kept what the stream had at the same place on the way down, or null on that way
  private Tensor gated(
      Block block, int level, Tensor x, @Nullable Tensor kept, Tensor[] made, Sweep sweep) {
    List<Tensor> asides = new ArrayList<>();
    if (block.reads) {
      asides.add(sweep.beside(made[block.index], level));
    }
    if (kept != null) {
      asides.add(kept);
    }
    Tensor y = sweep.convolved(block.first, bent(x), level);
    if (block.aside != null) {
      Tensor other = Ops.concat(1, asides.toArray(Tensor[]::new));
      y = y.add(sweep.convolved(block.aside, bent(other), level));
    }
    Tensor both = sweep.convolved(block.second, sweep.thinned(bent(y)), level);
    Tensor sum = x.add(both.narrow(1, 0, maps).mul(both.narrow(1, maps, maps).sigmoid()));
    if (!block.reads) {
      made[block.index] = sum;
    }
    return sum;
  }

  /// @param x `[n, c, ...]`
  /// @return `[n, 2·c, ...]`
  private static Tensor bent(Tensor x) {
    return torch.elu(Ops.concatChannels(x, x.neg()));
  }

  private Tensor[] unmade() {
    return new Tensor
        [above.down.stream().mapToInt(List::size).sum()
            + above.up.stream().mapToInt(List::size).sum()];
  }

  /// Whole images at once.
  ///
  /// @param fitting whether lengths and biases are fitted to these images
  private record Whole(Dropout dropout, ForwardContext pass, boolean fitting) implements Sweep {

    private Tensor fitted(Shifted layer, Tensor made) {
      return fitting ? layer.weights.fit(made) : made;
    }

    private Tensor convolved(Shifted layer, Tensor x, long stride) {
      Kernels kernels = layer.weights.kernels(pass);
      Tensor padded = layer.padded(x, layer.rows - 1L);
      return fitted(layer, Ops.conv(padded, kernels.weight(), kernels.bias(), stride, 0));
    }

    @Override
    public Tensor convolved(Shifted layer, Tensor x, int level) {
      return convolved(layer, x, 1L);
    }

    @Override
    public Tensor reduced(Shifted layer, Tensor x, int level) {
      return convolved(layer, x, 2L);
    }

    @Override
    public Tensor expanded(Shifted layer, @Nullable Tensor x, int level) {
      Kernels kernels = layer.weights.kernels(pass);
      Tensor low = Objects.requireNonNull(x);
      Tensor wide = Ops.convTranspose(low, kernels.weight().transpose(0, 1), kernels.bias(), 2, 0);
      return fitted(layer, wide.narrow(3, layer.columns - 2L, 2 * low.size(3)));
    }

    @Override
    public Tensor thinned(Tensor x) {
      return dropout.apply(x, pass);
    }
  }

  @Override
  Tensor parameters(Tensor x, ForwardContext pass) {
    return parameters(x, new Whole(dropout, pass, false));
  }

  private Tensor parameters(Tensor x, Whole sweep) {
    Tensor seen = withOnes(x);
    Tensor up = Ops.shifted(sweep.convolved(firstAbove, seen, 0), 1, 0, 0);
    Tensor over = Ops.shifted(sweep.convolved(firstOver, seen, 0), 1, 0, 0);
    Tensor left = Ops.shifted(sweep.convolved(firstLeft, seen, 0), 0, 1, 0);
    Tensor[] made = unmade();
    through(above, 0, up, made, sweep);
    return sweep.convolved(output, torch.elu(through(before, 0, over.add(left), made, sweep)), 0);
  }

  /// With a channel that tells the image from what is beyond its borders.
  private static Tensor withOnes(Tensor x) {
    return Ops.concatChannels(x, Ops.full(1, x.size(0), 1, x.size(2), x.size(3)));
  }

  /// Fits first lengths and biases, so that all layers begin with outputs of like size.
  @Override
  public void scale(Supplier<Tensor> rows) {
    try (var _ = new Scope()) {
      Tensor x = rows.get();
      Tensor some = Ops.rows(x, 0, Math.min(ROWS, x.size(0)));
      var fitting = new Whole(dropout, ForwardContext.evaluation(), true);
      Autograd.noGrad(() -> parameters(conditional().quantised(some), fitting));
    }
  }

  @Override
  Brush brush(Tensor x, ForwardContext pass) {
    return new Painting(x, pass);
  }

  /// Keeps of each layer's input the last row, or the last two.
  private final class Painting implements Brush {

    private final Map<Shifted, Tensor> kept = new HashMap<>();
    private final Map<Shifted, Kernels> kernels = new HashMap<>();
    private final Map<Shifted, Affine> affine = new HashMap<>();
    private final Map<Shifted, Affine[]> expanding = new HashMap<>(); // by place in 2×2
    private final Tensor seen; // [n, c + 1, 2 + h, 1 + w + 1], zero beyond the borders
    private final long n;
    private final int width;
    private final Tensor[] made = unmade(); // [n, maps, 1, w]
    private int i; // the row
    private Tensor over; // [n, maps, 1, w]

    Painting(Tensor x, ForwardContext pass) {
      n = x.size(0);
      width = (int) x.size(3);
      seen = torch.constant_pad_nd(withOnes(Ops.zerosLike(x)), new long[] {1, 1, 2, 0});
      over = Ops.zeros(n, maps, 1, width);
      for (Shifted layer : List.of(firstAbove, firstOver)) {
        kernels.put(layer, layer.weights.kernels(pass));
      }
      for (Shifted layer : List.of(firstLeft, output)) {
        affine.put(layer, flat(layer.weights.kernels(pass)));
      }
      prepare(above, false, pass);
      prepare(before, true, pass);
    }

    private static <V> V own(Map<Shifted, V> all, Shifted layer) {
      return Objects.requireNonNull(all.get(layer));
    }

    private static Affine flat(Kernels kernels) {
      return new Affine(kernels.weight().contiguous().flatten(1, -1), kernels.bias());
    }

    private void prepare(Stream stream, boolean pixels, ForwardContext pass) {
      for (int level = 0; level < stream.down.size(); level++) {
        long w = across(level);
        List<Block> blocks = new ArrayList<>(stream.down.get(level));
        blocks.addAll(stream.up.get(level));
        for (Block block : blocks) {
          prepare(block.first, w, pixels, pass);
          prepare(block.second, w, pixels, pass);
          if (block.aside != null) {
            prepare(block.aside, w, pixels, pass);
          }
        }
        if (level < stream.reduce.size()) {
          prepare(stream.reduce.get(level), w, pixels, pass);
          Shifted expand = stream.expand.get(level);
          kept.put(expand, Ops.zeros(n, maps, 1, across(level + 1)));
          Kernels all = expand.weights.kernels(pass);
          if (pixels) {
            Affine[] each = new Affine[4];
            for (int at = 0; at < 4; at++) {
              Tensor weight = all.weight().select(3, at % 2).select(2, at / 2).contiguous();
              each[at] = new Affine(weight, all.bias());
            }
            expanding.put(expand, each);
          } else {
            kernels.put(expand, all);
          }
        }
      }
    }

    private void prepare(Shifted layer, long w, boolean pixels, ForwardContext pass) {
      Kernels own = layer.weights.kernels(pass);
      if (pixels) {
        affine.put(layer, flat(own));
      } else {
        kernels.put(layer, own);
      }
      if (layer.rows > 1) {
        kept.put(layer, pixels ? Ops.zeros(n, layer.in, 2, 1 + w) : Ops.zeros(n, layer.in, 1, w));
      }
    }

    private long across(int level) {
      return ((width - 1L) >> level) + 1;
    }

    @Override
    public void row(int i) {
      this.i = i;
      Tensor up = Ops.zeros(n, maps, 1, width);
      over = up;
      if (i > 0) {
        up = convolved(firstAbove, seen.narrow(2, i, 2), 1);
        over = convolved(firstOver, seen.narrow(2, i + 1L, 1), 1);
      }
      through(above, 0, up, made, new Row());
    }

    private Tensor convolved(Shifted layer, Tensor padded, long stride) {
      Kernels own = own(kernels, layer);
      return Ops.conv(padded, own.weight(), own.bias(), stride, 0);
    }

    @Override
    public void drawn(int j, Tensor own) {
      seen.select(2, i + 2L).select(2, j + 1L).narrow(1, 0, own.size(1)).copy_(own);
    }

    @Override
    public Tensor parameters(int j) {
      Tensor start = over.narrow(3, j, 1);
      if (j > 0) {
        Tensor left = seen.narrow(2, i + 1L, 2).narrow(3, j, 1);
        start = start.add(pixel(own(affine, firstLeft).of(left)));
      }
      Tensor y = through(before, 0, start, made, new Pixel(j));
      return own(affine, output).of(torch.elu(y));
    }

    private Tensor pixel(Tensor x) {
      return x.view(n, -1, 1, 1);
    }

    /// One row of the stream above.
    private final class Row implements Sweep {

      @Override
      public Tensor convolved(Shifted layer, Tensor x, int level) {
        return Painting.this.convolved(layer, layer.rows == 1 ? x : two(layer, x), 1);
      }

      private Tensor two(Shifted layer, Tensor x) {
        Tensor last = own(kept, layer);
        Tensor both = layer.padded(Ops.concat(2, last, x), 0);
        last.copy_(x);
        return both;
      }

      @Override
      public @Nullable Tensor reduced(Shifted layer, Tensor x, int level) {
        Tensor both = two(layer, x);
        return (i >> level) % 2 == 0 ? Painting.this.convolved(layer, both, 2) : null;
      }

      @Override
      public Tensor expanded(Shifted layer, @Nullable Tensor x, int level) {
        Tensor low = own(kept, layer);
        if (x != null) {
          low.copy_(x);
        }
        Kernels own = own(kernels, layer);
        Tensor weight = own.weight().narrow(2, (i >> level) % 2, 1).transpose(0, 1);
        return Ops.convTranspose(low, weight, own.bias(), 2, 0)
            .narrow(3, layer.columns - 2L, 2 * low.size(3));
      }
    }

    /// One pixel of the stream before it.
    private final class Pixel implements Sweep {

      private final int j;

      Pixel(int j) {
        this.j = j;
      }

      private Tensor of(Shifted layer, Tensor x) {
        return pixel(own(affine, layer).of(x));
      }

      @Override
      public Tensor convolved(Shifted layer, Tensor x, int level) {
        return of(layer, layer.rows == 1 ? x : four(layer, x, level));
      }

      private Tensor four(Shifted layer, Tensor x, int level) {
        Tensor last = own(kept, layer);
        int at = j >> level;
        if (at == 0) {
          last.select(2, 0).copy_(last.select(2, 1));
        }
        last.narrow(2, 1, 1).narrow(3, at + 1L, 1).copy_(x);
        return last.narrow(3, at, 2);
      }

      @Override
      public @Nullable Tensor reduced(Shifted layer, Tensor x, int level) {
        Tensor four = four(layer, x, level);
        return (i >> level) % 2 == 0 && (j >> level) % 2 == 0 ? of(layer, four) : null;
      }

      @Override
      public Tensor expanded(Shifted layer, @Nullable Tensor x, int level) {
        Tensor place = own(kept, layer).narrow(3, j >> (level + 1), 1);
        if (x != null) {
          place.copy_(x);
        }
        int at = (i >> level) % 2 * 2 + (j >> level) % 2;
        return pixel(own(expanding, layer)[at].of(place));
      }

      @Override
      public Tensor beside(Tensor made, int level) {
        return made.narrow(3, j >> level, 1);
      }
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
