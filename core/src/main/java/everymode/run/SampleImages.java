package everymode.run;

import everymode.data.Domain;
import everymode.level.Level;
import everymode.report.Png;
import everymode.report.RasterImage;
import everymode.report.TileColours;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/// Renders samples as images without text.
public final class SampleImages {

  private static final int SIDE = 48;
  private static final int LEVEL_SIDE = 80;
  private static final int PLANE = 384;

  private SampleImages() {}

  /// A grid of images, or a scatter plot of points.
  ///
  /// @param samples `[n, ...]` in data units
  /// @param domain what one sample is
  /// @param columns images per row
  /// @return an image; points are plotted by their first two coordinates
  public static RasterImage of(Tensor samples, Domain domain, int columns) {
    return switch (domain) {
      case Domain.Images(int c, int h, int w) ->
          Png.grid(tiles(samples, c, h, w), columns, Math.max(1, SIDE / Math.max(h, w)));
      case Domain.Grid grid -> levels(grid, grid.levels(samples), columns);
      case Domain.Points(int dim) -> plane(Ops.floats(samples), dim);
      case Domain.Table table -> plane(Ops.floats(table.space(samples)), table.columns().size());
    };
  }

  /// Levels side by side.
  public static RasterImage levels(Domain.Grid grid, List<Level> levels, int columns) {
    TileColours colours = new TileColours(grid.tiles());
    return Png.grid(
        levels.stream().map(level -> colours.raster(level, grid.height(), grid.width())).toList(),
        columns,
        Math.max(2, LEVEL_SIDE / Math.max(grid.height(), grid.width())));
  }

  private static List<RasterImage> tiles(Tensor samples, int c, int h, int w) {
    byte[] all = pixels(samples);
    int size = c * h * w;
    return IntStream.range(0, all.length / size)
        .mapToObj(i -> new RasterImage(w, h, c, Arrays.copyOfRange(all, i * size, (i + 1) * size)))
        .toList();
  }

  /// Images as bytes, channels last.
  ///
  /// @param samples `[n, c, h, w]` in [0, 1]
  /// @return `n · h · w · c` bytes
  private static byte[] pixels(Tensor samples) {
    try (var _ = new Scope()) {
      float[] values = Ops.floats(Ops.toFloat(samples).permute(0, 2, 3, 1).contiguous());
      byte[] bytes = new byte[values.length];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) Math.round(255 * Math.clamp(values[i], 0f, 1f));
      }
      return bytes;
    }
  }

  /// Dark dots on white, scaled so that the largest coordinate is near the edge.
  private static RasterImage plane(float[] points, int dim) {
    double reach = 1e-9;
    for (float value : points) {
      reach = Math.max(reach, Float.isFinite(value) ? Math.abs(value) : 0);
    }
    byte[] pixels = new byte[PLANE * PLANE];
    Arrays.fill(pixels, (byte) 255);
    double scale = (PLANE / 2 - 8) / reach;
    for (int i = 0; i + dim <= points.length; i += dim) {
      int x = (int) Math.round(PLANE / 2.0 + scale * points[i]);
      int y = (int) Math.round(PLANE / 2.0 - (dim > 1 ? scale * points[i + 1] : 0));
      if (x > 0 && y > 0 && x < PLANE - 1 && y < PLANE - 1) {
        for (int at : new int[] {0, 1, PLANE, PLANE + 1}) {
          int pixel = y * PLANE + x + at;
          pixels[pixel] = (byte) Math.max(0, (pixels[pixel] & 0xff) - 120);
        }
      }
    }
    return new RasterImage(PLANE, PLANE, 1, pixels);
  }
}
