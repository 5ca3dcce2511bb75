package everymode.data.synthetic;

import everymode.data.Dataset;
import everymode.data.DatasetSpec;
import everymode.data.Domain;
import everymode.data.Rows;
import everymode.data.TrainHeldOutSplit;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/// The bundled handwritten digits: 8×8 counts of 0 to 16 inked pixels, divided by 16.
public final class Digits {

  private static final int TRAIN = 3_823;
  private static final int HELD_OUT = 1_797;
  private static final int PIXELS = 64;
  private static final String NOTE =
      "The held-out digits were written by other people than the training digits, so that even"
          + " training images used as samples score worse than a perfect sampler.";

  private Digits() {}

  public static Dataset open(DatasetSpec spec) {
    spec.allow(List.of());
    byte[] records = records();
    return TrainHeldOutSplit.of(rows(records, 0, TRAIN), rows(records, TRAIN, HELD_OUT))
        .noting(List.of(NOTE))
        .numbered(spec.text(), new Domain.Images(1, 8, 8));
  }

  private static Rows rows(byte[] records, int first, int count) {
    float[] x = new float[count * PIXELS];
    long[] label = new long[count];
    for (int row = 0; row < count; row++) {
      int at = (first + row) * (PIXELS + 1);
      for (int i = 0; i < PIXELS; i++) {
        x[row * PIXELS + i] = records[at + i] / 16f;
      }
      label[row] = records[at + PIXELS];
    }
    return Rows.of(x, label, count, 1, 8, 8);
  }

  private static byte[] records() {
    try (InputStream in =
            Objects.requireNonNull(Digits.class.getResourceAsStream("digits.gz"), "digits.gz");
        var unzipped = new GZIPInputStream(in)) {
      return unzipped.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
