package everymode.data.file;

import everymode.data.DatasetSpec;
import everymode.data.Domain;
import everymode.error.EverymodeException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Tensor;

/// Samples that are images, compared with the images of a data set.
public final class ImageSamples {

  private ImageSamples() {}

  /// Samples in the format of the data. Three equal channels are grey, and grey is three equal
  /// channels; anything else is converted only by an option.
  ///
  /// @param spec the samples with their options
  /// @param x `[n, c, h, w]` in storage form
  /// @return the same with the channels of the data
  /// @throws EverymodeException naming the options that convert them
  public static Tensor fitted(DatasetSpec spec, Tensor x, Domain.Images wanted) {
    Domain.Images own = ArrayImages.domain(x);
    boolean grey = own.channels() == 3 && wanted.channels() == 1;
    boolean equal = grey && ArrayImages.equalChannels(x);
    boolean sized = own.height() == wanted.height() && own.width() == wanted.width();
    if (sized && (!grey || equal)) {
      return equal
          ? x.narrow(1, 0, 1)
          : own.channels() == wanted.channels() ? x : x.expand(-1, wanted.channels(), -1, -1);
    }
    Map<String, String> options = new LinkedHashMap<>(spec.options());
    if (!sized) {
      boolean square = wanted.height() == wanted.width();
      options.put("resize", wanted.height() + (square ? "" : "x" + wanted.width()));
    }
    if (grey && !equal) {
      options.put("grey", "true");
    }
    throw new EverymodeException(
        String.format(
            Locale.ROOT,
            "%s: samples must be %s, but are %s; use '%s:%s' or choose other data",
            spec.name(),
            describe(wanted),
            describe(own),
            spec.name(),
            options.entrySet().stream()
                .map(option -> option.getKey() + "=" + option.getValue())
                .collect(Collectors.joining(","))));
  }

  /// What samples are, for messages.
  public static String describe(Domain domain) {
    boolean grey = domain.image().filter(image -> image.channels() == 1).isPresent();
    return (grey ? "grey " : "") + domain.describe();
  }
}
