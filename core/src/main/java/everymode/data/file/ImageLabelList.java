package everymode.data.file;

import everymode.error.EverymodeException;
import everymode.platform.Jackson;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// StyleGAN's label list, `dataset.json`: `{"labels": [["00000/img00000000.png", 3], …]}`, where
/// labels may be numbers, one-hot vectors, or null for none.
final class ImageLabelList {

  static final String NAME = "dataset.json";
  private static final int MOST_BYTES = 256 << 20;
  private static final int MOST_CLASSES = 100_000;

  private ImageLabelList() {}

  /// Images with the labels of a list.
  ///
  /// @param where name of the list in error messages
  /// @param pictures in order, with names below the folder of the list
  static LabelledFiles gathered(String where, List<ImageFile> pictures, ImageFile.Opener opening) {
    JsonNode labels = read(where, opening).path("labels");
    if (labels.isMissingNode()) {
      return FolderLayout.of(where, pictures)
          .noting(List.of(NAME + " has no labels and was passed over."));
    }
    if (labels.isNull()) {
      return LabelledFiles.labelled(pictures, null);
    }
    Map<String, Long> listed = new HashMap<>();
    for (JsonNode pair : labels) {
      if (pair.size() != 2 || !pair.path(0).isString()) {
        throw bad(
            where,
            "labels must be pairs of a name and a class, but one is " + brief(pair.toString()));
      }
      String name = pair.path(0).asString();
      long label = label(where, name, pair.path(1));
      Long before = listed.put(FoundFiles.name(name), label);
      if (before != null && before != label) {
        throw bad(
            where,
            String.format(
                Locale.ROOT,
                "must have one label for each image, but has %d and %d for %s",
                before,
                label,
                name));
      }
    }
    long[] label =
        pictures.stream()
            .map(ImageFile::name)
            .mapToLong(name -> {
              Long own = listed.get(name);
              if (own == null) {
                throw bad(where, "must have a label for each image, but has none for " + name);
              }
              return own;
            })
            .toArray();
    List<String> absent = new ArrayList<>(listed.keySet());
    absent.removeAll(pictures.stream().map(ImageFile::name).collect(Collectors.toSet()));
    return LabelledFiles.labelled(pictures, label)
        .noting(
            absent.isEmpty()
                ? List.of()
                : List.of(
                    String.format(
                        Locale.ROOT,
                        "%s has labels of images that are missing: %,d, such as %s.",
                        NAME,
                        absent.size(),
                        Collections.min(absent))));
  }

  private static JsonNode read(String where, ImageFile.Opener opening) {
    try (InputStream in = opening.open()) {
      byte[] text = in.readNBytes(MOST_BYTES + 1);
      if (text.length > MOST_BYTES) {
        throw bad(where, "must have at most 256 MB, but is larger");
      }
      return Jackson.json().readTree(text);
    } catch (IOException e) {
      throw new EverymodeException(where + ": cannot be read: " + e.getMessage(), e);
    } catch (JacksonException e) {
      throw bad(where, "must be valid JSON, but is not (" + e.getOriginalMessage() + ")");
    }
  }

  private static long label(String where, String name, JsonNode label) {
    if (label.isIntegralNumber() && label.canConvertToInt()) {
      int number = label.asInt();
      if (number >= 0 && number < MOST_CLASSES) {
        return number;
      }
    }
    int hot = -1;
    boolean one = label.isArray();
    for (int i = 0; i < label.size(); i++) {
      double value = label.path(i).asDouble(Double.NaN);
      one &= value == 0 || (value == 1 && hot < 0);
      hot = value == 1 ? i : hot;
    }
    if (!one || hot < 0) {
      throw bad(
          where,
          String.format(
              Locale.ROOT,
              "labels must be classes from 0 to %d or one-hot vectors, but %s has %s",
              MOST_CLASSES - 1,
              name,
              brief(label.toString())));
    }
    return hot;
  }

  private static String brief(String text) {
    return text.length() > 60 ? text.substring(0, 60) + "…" : text;
  }

  private static EverymodeException bad(String where, String what) {
    return new EverymodeException(where + ": " + what + "; write it again");
  }
}
