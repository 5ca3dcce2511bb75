package everymode.report;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/// Encodes images as PNG files and arranges small images in a grid.
///
/// We use our own encoder because it is short and, unlike `java.desktop`, starts at once and runs
/// on machines without display or fonts.
///
/// *Source:* [Portable Network Graphics, third edition](https://www.w3.org/TR/png-3/).
public final class Png {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final byte FILTER_UP = 2;

  /// Medium grey separates both dark and bright tiles, on light and dark pages.
  private static final byte GAP = (byte) 0x80;

  private Png() {}

  /// Encodes an image.
  ///
  /// @return the bytes of a PNG file
  public static byte[] encode(RasterImage picture) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(SIGNATURE);
    byte colour = (byte) (picture.channels() == 1 ? 0 : 2);
    ByteBuffer header = ByteBuffer.allocate(13);
    header.putInt(picture.width()).putInt(picture.height());
    header.put((byte) 8).put(colour).put((byte) 0).put((byte) 0).put((byte) 0);
    chunk(out, "IHDR", header.array(), 13);
    byte[] rows = filtered(picture);
    // Deflate adds only a few bytes per 16 KiB, so this is always enough.
    byte[] packed = new byte[rows.length + rows.length / 1000 + 64];
    chunk(out, "IDAT", packed, deflate(rows, packed));
    chunk(out, "IEND", new byte[0], 0);
    return out.toByteArray();
  }

  /// Arranges equally large tiles in rows with a thin grey gap between them.
  ///
  /// @param tiles images of the same size and number of channels, at least one
  /// @param columns tiles per row; fewer when there are fewer tiles
  /// @param scale enlargement factor, by repetition of pixels
  /// @throws IllegalArgumentException if there is no tile, tiles differ, or a number is below 1
  public static RasterImage grid(List<RasterImage> tiles, int columns, int scale) {
    if (tiles.isEmpty() || columns < 1 || scale < 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a grid must have tiles, columns and scale of at least 1, but has %d, %d, %d",
              tiles.size(),
              columns,
              scale));
    }
    RasterImage first = tiles.getFirst();
    int across = Math.min(columns, tiles.size());
    int down = Math.ceilDiv(tiles.size(), across);
    int gap = Math.max(1, scale / 3);
    int stepX = first.width() * scale + gap;
    int stepY = first.height() * scale + gap;
    int width = across * stepX - gap;
    int height = down * stepY - gap;
    byte[] pixels =
        new byte[Math.multiplyExact(Math.multiplyExact(width, height), first.channels())];
    Arrays.fill(pixels, GAP);
    RasterImage grid = new RasterImage(width, height, first.channels(), pixels);
    for (int i = 0; i < tiles.size(); i++) {
      paste(tiles.get(i), first, grid, i % across * stepX, i / across * stepY, scale);
    }
    return grid;
  }

  private static void paste(
      RasterImage tile, RasterImage like, RasterImage grid, int left, int top, int scale) {
    if (tile.width() != like.width()
        || tile.height() != like.height()
        || tile.channels() != like.channels()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "tiles of a grid must have the same shape, but one is %d x %d x %d and the first %d x %d x %d",
              tile.height(),
              tile.width(),
              tile.channels(),
              like.height(),
              like.width(),
              like.channels()));
    }
    int channels = tile.channels();
    for (int y = 0; y < tile.height() * scale; y++) {
      int from = y / scale * tile.width();
      int to = (top + y) * grid.width() + left;
      for (int x = 0; x < tile.width() * scale; x++) {
        System.arraycopy(
            tile.pixels(),
            (from + x / scale) * channels,
            grid.pixels(),
            (to + x) * channels,
            channels);
      }
    }
  }

  /// Each row as its difference to the row above, which is zero inside an enlarged pixel.
  private static byte[] filtered(RasterImage picture) {
    int row = picture.width() * picture.channels();
    byte[] pixels = picture.pixels();
    byte[] out = new byte[Math.multiplyExact(row + 1, picture.height())];
    for (int y = 0, at = 0; y < picture.height(); y++) {
      out[at++] = FILTER_UP;
      for (int i = y * row; i < (y + 1) * row; i++) {
        out[at++] = (byte) (y == 0 ? pixels[i] : pixels[i] - pixels[i - row]);
      }
    }
    return out;
  }

  private static int deflate(byte[] from, byte[] to) {
    try (Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION)) {
      deflater.setInput(from);
      deflater.finish();
      return deflater.deflate(to);
    }
  }

  private static void chunk(ByteArrayOutputStream out, String type, byte[] data, int length) {
    ByteBuffer chunk = ByteBuffer.allocate(length + 12);
    chunk.putInt(length).put(type.getBytes(StandardCharsets.US_ASCII)).put(data, 0, length);
    CRC32 check = new CRC32();
    check.update(chunk.array(), 4, length + 4);
    chunk.putInt((int) check.getValue());
    out.writeBytes(chunk.array());
  }
}
