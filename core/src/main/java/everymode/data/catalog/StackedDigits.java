package everymode.data.catalog;

import everymode.data.Dataset;
import everymode.data.DatasetSpec;
import everymode.data.Domain;
import everymode.data.Rows;
import everymode.data.StackedRows;
import everymode.data.TrainHeldOutSplit;
import everymode.error.EverymodeException;
import everymode.error.Names;
import everymode.random.RandomKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// Stacked digits: three random digits as the channels of one image, so that ten classes give a
/// thousand modes.
///
/// Training images are stacked from training digits and held-out images from held-out digits,
/// independently and with replacement.
///
/// *Sources:* Metz, Poole, Pfau and Sohl-Dickstein, "Unrolled generative adversarial networks",
/// 2017; Srivastava et al., "VEEGAN", 2017; Lin, Khetan, Fanti and Oh, "PacGAN", 2018.
///
/// *Differences:* PacGAN stacks all 70,000 digits; here the test digits are reserved for held-out
/// images. PacGAN evaluates 26,000 generated images; there are as many held-out images here.
final class StackedDigits {

  /// Numbers of images, as published.
  private enum Protocol {
    /// The constants of PacGAN's configuration.
    PACGAN(128_000, 0),
    /// Modes are counted over 26,000 samples; the number of training images is that of PacGAN's
    /// replication of this protocol.
    VEEGAN(128_000, 0),
    /// Two images per digit, padded to 32 pixels; the number of held-out images is our choice.
    DDGAN(120_000, 32);

    final int train;
    final int pad;

    Protocol(int train, int pad) {
      this.train = train;
      this.pad = pad;
    }

    String lower() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final Pattern OF = Pattern.compile("([:,]\\s*of\\s*=\\s*)([^,]+)");
  private static final int TEST = 26_000;
  private static final int MOST = 10_000_000;
  private static final int MOST_CLASSES = 20;

  private StackedDigits() {}

  static Dataset open(DatasetSpec spec) {
    spec.allow(List.of("of", "protocol", "seed", "train", "test", "pad"));
    Protocol protocol = protocol(spec);
    int train = (int) spec.whole("train", protocol.train, 1, MOST);
    int test = (int) spec.whole("test", TEST, 1, MOST);
    RandomKey key = new RandomKey(spec.whole("seed", 0, 0, 1L << 53)).fold("data").fold("stacked");
    Dataset digits = Datasets.one(spec.options().getOrDefault("of", "mnist"));
    Domain.Images image = digits.domain().image().orElse(null);
    if (image == null
        || image.channels() != 1
        || digits.train().label() == null
        || digits.heldOut().label() == null
        || digits.classes().size() > MOST_CLASSES) {
      throw new EverymodeException(
          String.format(
              Locale.ROOT,
              "data set '%s': of must be a set of grey images with 2 to %d classes, but '%s' has %s; use mnist or digits",
              spec.text(),
              MOST_CLASSES,
              digits.name(),
              digits.describe()));
    }
    int height = image.height();
    int width = image.width();
    int side = (int) spec.whole("pad", protocol.pad, Math.max(height, width), 1_024);
    long[] margin = side == 0 ? new long[4] : margin(height, width, side);
    int k = digits.classes().size();
    Rows rows = StackedRows.of(digits.train(), k, train, key.fold("train"), margin);
    Rows held = StackedRows.of(digits.heldOut(), k, test, key.fold("held-out"), margin);
    Domain stacked =
        new Domain.Images(StackedRows.DEPTH, side == 0 ? height : side, side == 0 ? width : side);
    return new TrainHeldOutSplit(rows, held, digits.ownHeldOut(), notes(digits))
        .dataset(spec.text(), stacked, names(digits.classes()));
  }

  /// The same with an absolute path to the digits.
  static String absolute(String spec) {
    return OF.matcher(spec)
        .replaceFirst(of -> Matcher.quoteReplacement(of.group(1) + Datasets.absolute(of.group(2))));
  }

  private static Protocol protocol(DatasetSpec spec) {
    String wanted = spec.options().getOrDefault("protocol", Protocol.PACGAN.lower());
    List<String> known = Arrays.stream(Protocol.values()).map(Protocol::lower).toList();
    int index = known.indexOf(wanted);
    if (index < 0) {
      throw Names.unknown("protocol of stacked digits", wanted, known);
    }
    return Protocol.values()[index];
  }

  /// Zero padding at the left, right, top and bottom; an odd pixel goes to the right or bottom.
  private static long[] margin(int height, int width, int side) {
    int left = (side - width) / 2;
    int top = (side - height) / 2;
    return new long[] {left, side - width - left, top, side - height - top};
  }

  /// `000` to `999`, or `Bag-Coat-Bag` where names are longer than one character.
  private static List<String> names(List<String> classes) {
    String separator = classes.stream().allMatch(name -> name.length() == 1) ? "" : "-";
    int k = classes.size();
    return IntStream.range(0, k * k * k)
        .mapToObj(i ->
            String.join(
                separator, classes.get(i / (k * k)), classes.get(i / k % k), classes.get(i % k)))
        .toList();
  }

  private static List<String> notes(Dataset digits) {
    List<String> notes = new ArrayList<>(digits.notes());
    notes.add(
        String.format(
            Locale.ROOT,
            "Images are stacked from %,d training digits, held-out images from %,d other digits.",
            digits.train().size(),
            digits.heldOut().size()));
    return notes;
  }
}
