package everymode.data.file;

import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.error.EverymodeException;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/// Images in arrays of any layout and element type: `[n, h, w]`, `[n, h, w, c]` or `[n, c, h, w]`
/// with 1 or 3 channels; booleans (true is white), integers from 0 to 255, or intensities from 0 to
/// 1.
public final class ArrayImages {

  private static final double TOLERANCE = 1e-3;

  private ArrayImages() {}

  /// The format of images with channels before height and width.
  static Domain.Images domain(Tensor x) {
    return new Domain.Images((int) x.size(1), (int) x.size(2), (int) x.size(3));
  }

  /// Moves the channels before height and width, without a copy.
  ///
  /// @param x of any shape
  /// @param wanted decides where both the second and the last axis may be channels; else it is the
  ///   last
  /// @return `[n, c, h, w]`; empty when these are no images
  static Optional<Tensor> channelsFirst(Tensor x, Domain.@Nullable Images wanted) {
    if (x.dim() == 3) {
      return Optional.of(x.unsqueeze(1));
    }
    if (x.dim() != 4) {
      return Optional.empty();
    }
    List<Tensor> readings = new ArrayList<>();
    if (channels(x.size(3))) {
      readings.add(x.permute(0, 3, 1, 2));
    }
    if (channels(x.size(1))) {
      readings.add(x);
    }
    return readings.stream()
        .filter(own -> domain(own).equals(wanted))
        .findFirst()
        .or(() -> readings.stream().filter(own -> sameSize(domain(own), wanted)).findFirst())
        .or(() -> readings.stream().findFirst());
  }

  private static boolean channels(long axis) {
    return axis == 1 || axis == 3;
  }

  private static boolean sameSize(Domain.Images one, Domain.@Nullable Images other) {
    return other != null && one.height() == other.height() && one.width() == other.width();
  }

  /// Pixels in storage form.
  ///
  /// @param x booleans, integers or floating point
  /// @return uint8, or floating-point intensities from 0 to 1
  /// @throws EverymodeException when a value is out of range
  static Tensor pixels(Path file, Tensor x) {
    ScalarType type = x.scalar_type().intern();
    if (type == ScalarType.Bool) {
      // NumPy takes any byte but 0 for true.
      Tensor white = x.to(ScalarType.Byte).ne(new Scalar(0));
      return white.to(ScalarType.Byte).mul(new Scalar(255));
    }
    if (x.is_floating_point()) {
      intensities(file, x);
      return x;
    }
    if (type != ScalarType.Byte && x.numel() > 0) {
      long least = x.min().item_long();
      long most = x.max().item_long();
      if (least < 0 || most > 255) {
        throw new EverymodeException(
            String.format(
                Locale.ROOT,
                "%s: pixels must be integers from 0 to 255, but range from %d to %d; scale them and save them as uint8",
                file,
                least,
                most));
      }
    }
    return x.to(ScalarType.Byte);
  }

  /// Pixels as bytes: intensities are rounded.
  static Tensor bytes(Tensor pixels) {
    return pixels.is_floating_point() ? domain(pixels).stored(Ops.toFloat(pixels)) : pixels;
  }

  /// Refuses floating-point intensities outside of [0, 1]. Numbers that are not finite are reported
  /// elsewhere.
  public static void intensities(Path file, Tensor x) {
    if (!x.is_floating_point() || x.numel() == 0 || !Ops.finite(x)) {
      return;
    }
    double least = x.min().item_double();
    double most = x.max().item_double();
    if (least < -TOLERANCE || most > 1 + TOLERANCE) {
      String remedy =
          most > 2
              ? "divide by 255 or save them as uint8"
              : least >= -1.01 ? "they look like [-1, 1]: add 1 and halve" : "scale them";
      throw new EverymodeException(
          String.format(
              Locale.ROOT,
              "%s: intensities must be in [0, 1], but range from %.3g to %.3g; %s",
              file,
              least,
              most,
              remedy));
    }
  }

  /// Whether all channels of all pixels are equal, so that colour images are grey.
  static boolean equalChannels(Tensor x) {
    return x.size(1) == 3
        && x.select(1, 0).equal(x.select(1, 1))
        && x.select(1, 0).equal(x.select(1, 2));
  }

  /// The same data set with remarks about its pixels, if there are any.
  static Dataset noted(Dataset data, ImageOptions options) {
    if (data.domain().image().isEmpty() || data.train().outOfCore() || data.train().size() == 0) {
      return data;
    }
    List<String> notes = new ArrayList<>(data.notes());
    try (var _ = new Scope()) {
      Tensor x = data.train().all();
      if (!x.is_floating_point() && x.max().item_long() == 1) {
        notes.add(
            "All bytes are 0 or 1 of 255, which is almost black: multiply them by 255, or save them as booleans, if 1 is white.");
      }
      if (options.grey() == null && equalChannels(x)) {
        notes.add("All three channels are equal: the option grey=true makes the images grey.");
      }
    }
    return notes.size() == data.notes().size()
        ? data
        : new Dataset(
            data.name(),
            data.domain(),
            data.train(),
            data.heldOut(),
            data.ownHeldOut(),
            data.modes(),
            data.distribution(),
            data.classes(),
            data.hash(),
            notes,
            data.weights());
  }
}
