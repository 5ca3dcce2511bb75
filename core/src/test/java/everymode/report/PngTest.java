package everymode.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PngTest {

  @ParameterizedTest
  @CsvSource({"1,1,1", "1,1,3", "8,8,1", "17,5,3", "300,200,3"})
  void a_decoder_returns_the_same_pixels(int width, int height, int channels) throws IOException {
    RasterImage picture = noise(width, height, channels);
    BufferedImage read = ImageIO.read(new ByteArrayInputStream(Png.encode(picture)));
    assertThat(read.getWidth()).isEqualTo(width);
    assertThat(read.getHeight()).isEqualTo(height);
    byte[] pixels = new byte[picture.pixels().length];
    int[] samples = read.getRaster().getPixels(0, 0, width, height, new int[pixels.length]);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) samples[i];
    }
    assertThat(pixels).isEqualTo(picture.pixels());
  }

  @Test
  void a_grid_repeats_pixels_and_leaves_a_grey_gap() {
    RasterImage black = new RasterImage(1, 1, 1, new byte[] {0});
    RasterImage white = new RasterImage(1, 1, 1, new byte[] {(byte) 255});
    RasterImage grid = Png.grid(List.of(black, white, white), 2, 2);
    assertThat(grid.width()).isEqualTo(5);
    assertThat(grid.height()).isEqualTo(5);
    assertThat(grid.pixels())
        .asHexString()
        .isEqualTo("000080FFFF" + "000080FFFF" + "8080808080" + "FFFF808080" + "FFFF808080");
  }

  @Test
  void a_grid_is_no_wider_than_its_tiles() {
    assertThat(Png.grid(Collections.nCopies(3, noise(8, 8, 3)), 10, 6).width())
        .isEqualTo(3 * 48 + 2 * 2);
  }

  @Test
  void enlarged_pixels_take_little_space() {
    RasterImage small = noise(8, 8, 1);
    assertThat(Png.encode(Png.grid(List.of(small), 1, 40)).length).isLessThan(2_000);
  }

  @Test
  void a_grid_of_different_tiles_is_rejected() {
    assertThatThrownBy(() -> Png.grid(List.of(noise(8, 8, 1), noise(8, 8, 3)), 2, 1))
        .hasMessageContaining("one is 8 x 8 x 3 and the first 8 x 8 x 1");
    assertThatThrownBy(() -> Png.grid(List.of(), 2, 1)).hasMessageContaining("at least 1");
  }

  @Test
  void an_image_with_too_few_pixels_is_rejected() {
    assertThatThrownBy(() -> new RasterImage(2, 2, 3, new byte[11]))
        .hasMessageContaining("2 x 2 x 3")
        .hasMessageContaining("11");
  }

  private static RasterImage noise(int width, int height, int channels) {
    byte[] pixels = new byte[width * height * channels];
    new Random(width).nextBytes(pixels);
    return new RasterImage(width, height, channels, pixels);
  }
}
