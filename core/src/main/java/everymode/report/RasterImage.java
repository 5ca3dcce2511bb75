package everymode.report;

import java.util.Locale;

/// An 8-bit grey or colour image.
///
/// The array is not copied and must not be changed afterwards.
///
/// @param width pixels across, at least 1
/// @param height pixels down, at least 1
/// @param channels 1 for grey, 3 for red, green and blue
/// @param pixels unsigned bytes as `[height, width, channels]`
@SuppressWarnings("ArrayRecordComponent") // large and read-only; never compared as a value
public record RasterImage(int width, int height, int channels, byte[] pixels) {

  /// Checks the sizes.
  ///
  /// @throws IllegalArgumentException if they are inconsistent
  public RasterImage {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "an image must have at least 1 x 1 pixels, but has " + width + " x " + height);
    }
    if (channels != 1 && channels != 3) {
      throw new IllegalArgumentException("an image must have 1 or 3 channels, but has " + channels);
    }
    if (pixels.length != (long) width * height * channels) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "an image of %d x %d x %d must have as many bytes, but has %d",
              height,
              width,
              channels,
              pixels.length));
    }
  }
}
