package everymode.data.file;

import everymode.data.Dataset;
import everymode.data.DatasetSpec;
import everymode.data.Domain;
import everymode.data.Rows;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/// What images are converted to: `resize=S` or `resize=HxW` resizes all (see [ImageResize]),
/// `grey=true` or `grey=false` converts all to one or three channels. The same for data sets and
/// samples, and for images in any format.
///
/// @param height target height, or 0 to keep the size
/// @param width target width, or 0
/// @param grey whether to convert to one channel; null to keep the channels
record ImageOptions(int height, int width, @Nullable Boolean grey) {

  private static final int MOST_SIDE = 4_096;
  private static final Pattern SIZE = Pattern.compile("([1-9][0-9]{0,3})(?:x([1-9][0-9]{0,3}))?");

  /// Parses the options; there must be no others.
  static ImageOptions of(DatasetSpec spec) {
    spec.allow(List.of("resize", "grey"));
    int[] size = size(spec);
    return new ImageOptions(size[0], size[1], grey(spec));
  }

  private static int[] size(DatasetSpec spec) {
    String value = spec.options().get("resize");
    if (value == null) {
      return new int[] {0, 0};
    }
    Matcher size = SIZE.matcher(value);
    if (size.matches()) {
      int height = Integer.parseInt(size.group(1));
      int width = size.group(2) == null ? height : Integer.parseInt(size.group(2));
      if (height <= MOST_SIDE && width <= MOST_SIDE) {
        return new int[] {height, width};
      }
    }
    throw spec.must("resize", "a size such as 32 or 32x48, at most " + MOST_SIDE, value);
  }

  private static @Nullable Boolean grey(DatasetSpec spec) {
    String value = spec.options().get("grey");
    if (value == null) {
      return null;
    }
    return switch (value) {
      case "true" -> true;
      case "false" -> false;
      default -> throw spec.must("grey", "true or false", value);
    };
  }

  /// Whether images are resized.
  boolean resized() {
    return height > 0;
  }

  private boolean none() {
    return !resized() && grey == null;
  }

  /// What images become.
  Domain.Images domain(Domain.Images from) {
    return new Domain.Images(
        grey == null ? from.channels() : grey ? 1 : 3,
        resized() ? height : from.height(),
        resized() ? width : from.width());
  }

  /// Converts images.
  ///
  /// @param x uint8, or intensities from 0 to 1, which are rounded to bytes; `[n, c, h, w]`
  /// @return uint8 `[n, c', h', w']`, or `x` itself when there is nothing to do
  Tensor applied(Tensor x) {
    Domain.Images from = ArrayImages.domain(x);
    Domain.Images to = domain(from);
    if (to.equals(from)) {
      return x;
    }
    long step = ConvertedRows.step(x);
    List<Tensor> blocks = new ArrayList<>();
    for (long row = 0; row < x.size(0); row += step) {
      try (var block = new Scope()) {
        Tensor some = Ops.rows(x, row, Math.min(step, x.size(0) - row));
        blocks.add(block.keep(converted(some, from, to)));
      }
    }
    return blocks.isEmpty()
        ? Ops.zeros(0, to.channels(), to.height(), to.width()).to(ScalarType.Byte)
        : Ops.cat(blocks);
  }

  private static Tensor converted(Tensor x, Domain.Images from, Domain.Images to) {
    ByteBuffer in = Ops.bytes(ArrayImages.bytes(x).contiguous());
    int n = (int) x.size(0);
    byte[] image = new byte[from.channels() * from.height() * from.width()];
    int size = to.channels() * to.height() * to.width();
    byte[] all = new byte[Math.multiplyExact(n, size)];
    for (int row = 0; row < n; row++) {
      in.get(image);
      byte[] own =
          ImageResize.of(
              channels(image, from.channels(), to.channels()),
              to.channels(),
              from.height(),
              from.width(),
              to.height(),
              to.width());
      System.arraycopy(own, 0, all, row * size, size);
    }
    return Ops.ofBytes(all, n, to.channels(), to.height(), to.width());
  }

  private static byte[] channels(byte[] image, int from, int to) {
    if (from == to) {
      return image;
    }
    if (to == 1) {
      return ImageFile.grey(image);
    }
    byte[] colour = new byte[3 * image.length];
    for (int c = 0; c < 3; c++) {
      System.arraycopy(image, 0, colour, c * image.length, image.length);
    }
    return colour;
  }

  /// Converts rows: now, or on access when they are out of core or become too large.
  Rows applied(Rows rows, Domain.Images from) {
    Domain.Images to = domain(from);
    if (to.equals(from)) {
      return rows;
    }
    long bytes = (long) rows.size() * to.channels() * to.height() * to.width();
    if (rows.outOfCore() || bytes > FileBytes.most()) {
      return new ConvertedRows(rows, this::applied);
    }
    try (var _ = new Scope()) {
      Tensor label = rows.label();
      return Rows.of(
          Scope.own(applied(rows.all())), label == null ? null : Scope.own(label.clone()));
    }
  }

  /// Converts the images of a data set.
  Dataset applied(Dataset data) {
    Domain.Images from = data.domain().image().orElse(null);
    if (none() || from == null) {
      return data;
    }
    Rows train = applied(data.train(), from);
    return new Dataset(
        data.name(),
        domain(from),
        train,
        applied(data.heldOut(), from),
        data.ownHeldOut(),
        null,
        null,
        data.classes(),
        train.hash(),
        data.notes(),
        null);
  }
}
