package everymode.autoregressive;

import everymode.data.Domain;
import everymode.nn.ForwardContext;
import everymode.random.RandomKey;
import everymode.tensor.Scope;
import org.bytedeco.pytorch.Tensor;

/// A network of images, each pixel of which is a site: row by row from the top left.
abstract class PixelNetwork implements AutoregressiveNetwork {

  private final Domain.Images image;
  private final Conditional conditional;

  PixelNetwork(Domain.Images image, Conditional conditional) {
    this.image = image;
    this.conditional = conditional;
  }

  /// The parameters of all conditionals, in one pass.
  ///
  /// @param x quantised, `[n, c, h, w]`
  /// @return `[n, parameters, h, w]`
  abstract Tensor parameters(Tensor x, ForwardContext pass);

  /// The parameters of one pixel after the other. What follows from earlier rows and pixels is
  /// kept, so that each value is computed once, as in one pass over the whole image.
  interface Brush {

    /// Begins a row.
    void row(int i);

    /// The parameters of a pixel of the row, from left to right; more than once if they depend on
    /// its own channels.
    ///
    /// @return `[n, parameters]`
    Tensor parameters(int j);

    /// Takes note of a channel of the pixel that has been drawn.
    ///
    /// @param own `[n, c]`
    void drawn(int j, Tensor own);
  }

  /// A brush for images that are drawn in place.
  ///
  /// @param x `[n, c, h, w]`
  abstract Brush brush(Tensor x, ForwardContext pass);

  @Override
  public final Conditional conditional() {
    return conditional;
  }

  final Domain.Images image() {
    return image;
  }

  /// @param x `[n, c, h, w]`
  /// @return `[n, h·w, c]`
  private static Tensor sites(Tensor x) {
    return x.flatten(2, -1).transpose(1, 2).contiguous();
  }

  /// @param x `[n, h·w, c]`
  /// @return `[n, c, h, w]`
  private Tensor images(Tensor x) {
    return x.transpose(1, 2)
        .contiguous()
        .view(x.size(0), image.channels(), image.height(), image.width());
  }

  @Override
  public final Tensor logProb(Tensor x, ForwardContext pass) {
    Tensor seen = conditional.quantised(x);
    return images(conditional.logProb(sites(seen), sites(parameters(seen, pass))));
  }

  @Override
  public final Tensor mean(Tensor x, ForwardContext pass) {
    Tensor seen = conditional.quantised(x);
    return images(conditional.mean(sites(seen), sites(parameters(seen, pass))));
  }

  @Override
  public final Tensor sample(Known known, RandomKey key, ForwardContext pass) {
    try (var scope = new Scope()) {
      Tensor x = scope.keep(conditional.quantised(known.x()).clone());
      Brush brush = brush(x, pass);
      for (int i = 0; i < image.height(); i++) {
        try (var _ = new Scope()) {
          brush.row(i);
          for (int j = 0; j < image.width(); j++) {
            try (var _ = new Scope()) {
              Tensor own = x.select(2, i).select(2, j); // [n, c]
              Tensor given = known.given().select(2, i).select(2, j);
              pixel(own, given, brush, j, key.fold((long) i * image.width() + j));
            }
          }
        }
      }
      return x;
    }
  }

  private void pixel(Tensor own, Tensor given, Brush brush, int j, RandomKey site) {
    Tensor parameters = brush.parameters(j);
    for (int c = 0; c < image.channels(); c++) {
      if (c > 0 && conditional.perChannel()) {
        parameters = brush.parameters(j);
      }
      Tensor value = own.narrow(1, c, 1);
      Tensor drawn = conditional.draw(own, parameters, c, site).unsqueeze(1);
      value.copy_(value.where(given.narrow(1, c, 1), drawn));
      brush.drawn(j, own);
    }
  }
}
