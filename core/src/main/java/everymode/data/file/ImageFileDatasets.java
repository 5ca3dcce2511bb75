package everymode.data.file;

import everymode.data.Dataset;
import everymode.data.DatasetSpec;
import everymode.data.Domain;
import everymode.data.Rows;
import everymode.data.TrainHeldOutSplit;
import everymode.error.EverymodeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Data sets of images in folders and archives. [ImageOptions] are applied when images are decoded.
final class ImageFileDatasets {

  private ImageFileDatasets() {}

  /// Opens the files found.
  static Dataset open(DatasetSpec spec, LabelledFiles found) {
    ImageOptions options = ImageOptions.of(spec);
    List<ImageFile> all = new ArrayList<>(found.train().pictures());
    all.addAll(found.held().pictures());
    ImageFile.TargetSize frame = frame(spec, options, all);
    boolean outOfCore = (long) all.size() * frame.size() > FileBytes.most();
    Rows train = rows(found.train(), frame, outOfCore);
    TrainHeldOutSplit split =
        found.held().pictures().isEmpty()
            ? TrainHeldOutSplit.tenth(spec.text(), "images", train)
            : TrainHeldOutSplit.of(train, rows(found.held(), frame, outOfCore));
    return split
        .noting(found.notes())
        .dataset(
            spec.text(),
            new Domain.Images(frame.channels(), frame.height(), frame.width()),
            found.classes());
  }

  private static Rows rows(
      LabelledFiles.Subset part, ImageFile.TargetSize frame, boolean outOfCore) {
    return ImageFileRows.of(part.pictures(), frame, part.label(), outOfCore);
  }

  private static ImageFile.TargetSize frame(
      DatasetSpec spec, ImageOptions options, List<ImageFile> all) {
    @Nullable ImageHeader[] headers = new ImageHeader[all.size()];
    ImageFileRows.each(all.size(), i -> headers[i] = all.get(i).header());
    Boolean grey = options.grey();
    Map<ImageHeader, List<Integer>> kinds = new LinkedHashMap<>();
    for (int i = 0; i < headers.length; i++) {
      ImageHeader header = java.util.Objects.requireNonNull(headers[i]);
      ImageHeader kind =
          new ImageHeader(
              grey == null ? header.channels() : grey ? 1 : 3,
              options.resized() ? options.height() : header.height(),
              options.resized() ? options.width() : header.width(),
              0);
      kinds.computeIfAbsent(kind, _ -> new ArrayList<>()).add(i);
    }
    if (kinds.size() > 1) {
      throw mixed(spec, all, kinds);
    }
    ImageHeader kind = kinds.keySet().iterator().next();
    return new ImageFile.TargetSize(
        kind.channels(), kind.height(), kind.width(), options.resized());
  }

  private static EverymodeException mixed(
      DatasetSpec spec, List<ImageFile> all, Map<ImageHeader, List<Integer>> kinds) {
    String found =
        kinds.entrySet().stream()
            .sorted((a, b) -> Integer.compare(b.getValue().size(), a.getValue().size()))
            .limit(3)
            .map(kind ->
                String.format(
                    Locale.ROOT,
                    "%,d %s %s (%s)",
                    kind.getValue().size(),
                    kind.getValue().size() == 1 ? "is" : "are",
                    kind.getKey(),
                    all.get(kind.getValue().getFirst()).name()))
            .collect(Collectors.joining(", "));
    long sizes =
        kinds.keySet().stream().map(k -> List.of(k.height(), k.width())).distinct().count();
    long channels = kinds.keySet().stream().map(ImageHeader::channels).distinct().count();
    List<String> remedy = new ArrayList<>();
    spec.options().forEach((key, value) -> remedy.add(key + "=" + value));
    if (sizes > 1) {
      remedy.add("resize=32");
    }
    if (channels > 1) {
      remedy.add("grey=false");
    }
    String rest =
        kinds.size() > 3 ? String.format(Locale.ROOT, " and %,d more kinds", kinds.size() - 3) : "";
    return new EverymodeException(
        String.format(
            Locale.ROOT,
            "%s: all images must have one size and number of channels, but %s%s; use '%s:%s'",
            spec.name(),
            found,
            rest,
            spec.name(),
            String.join(",", remedy)));
  }
}
