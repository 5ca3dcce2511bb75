package everymode.data.file;

/// Resizes images: first a centre crop to the target aspect ratio, then along each axis the area
/// mean where it shrinks, and linear interpolation between pixel centres where it grows.
final class ImageResize {

  private ImageResize() {}

  /// Resizes `[channels, h, w]` to `[channels, height, width]`; returns the same array if the size
  /// is unchanged.
  static byte[] of(byte[] image, int channels, int h, int w, int height, int width) {
    if (h == height && w == width) {
      return image;
    }
    // The largest rectangle of the target aspect ratio.
    int cutHeight = Math.clamp(Math.round((double) w * height / width), 1, h);
    int cutWidth = Math.clamp(Math.round((double) h * width / height), 1, w);
    AxisWeights rows = AxisWeights.of((h - cutHeight) / 2, cutHeight, height);
    AxisWeights columns = AxisWeights.of((w - cutWidth) / 2, cutWidth, width);
    byte[] out = new byte[channels * height * width];
    double[] lines = new double[h * width]; // resized along columns only
    for (int c = 0; c < channels; c++) {
      for (int y = 0; y < h; y++) {
        for (int x = 0; x < width; x++) {
          double sum = 0;
          for (int i = 0; i < columns.weight[x].length; i++) {
            sum += columns.weight[x][i] * (image[(c * h + y) * w + columns.first[x] + i] & 0xff);
          }
          lines[y * width + x] = sum;
        }
      }
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          double sum = 0;
          for (int i = 0; i < rows.weight[y].length; i++) {
            sum += rows.weight[y][i] * lines[(rows.first[y] + i) * width + x];
          }
          out[(c * height + y) * width + x] = (byte) Math.clamp(Math.round(sum), 0, 255);
        }
      }
    }
    return out;
  }

  /// Interpolation weights along one axis.
  ///
  /// @param first the first source pixel of each target pixel
  /// @param weight weights of it and the following source pixels; they sum to 1
  @SuppressWarnings("ArrayRecordComponent") // created once, used in a loop
  private record AxisWeights(int[] first, double[][] weight) {

    static AxisWeights of(int offset, int old, int wanted) {
      int[] first = new int[wanted];
      double[][] weight = new double[wanted][];
      double scale = (double) old / wanted;
      for (int i = 0; i < wanted; i++) {
        double centre = Math.clamp((i + 0.5) * scale - 0.5, 0, old - 1.0);
        int begin = (int) (scale > 1 ? i * scale : centre);
        weight[i] =
            scale > 1
                ? covered(i * scale, Math.min(old, (i + 1) * scale), begin)
                : between(centre - begin, begin + 1 < old);
        first[i] = offset + begin;
      }
      return new AxisWeights(first, weight);
    }

    private static double[] covered(double from, double to, int begin) {
      int count = Math.max(1, (int) Math.ceil(to - 1e-9) - begin);
      double[] weight = new double[count];
      for (int j = 0; j < count; j++) {
        double end = j == count - 1 ? to : begin + j + 1.0;
        weight[j] = (end - Math.max(from, begin + j)) / (to - from);
      }
      return weight;
    }

    private static double[] between(double rest, boolean next) {
      return next ? new double[] {1 - rest, rest} : new double[] {1};
    }
  }
}
