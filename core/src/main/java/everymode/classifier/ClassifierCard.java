package everymode.classifier;

import everymode.error.EverymodeException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Metadata of a classifier trained by Everymode; its components are many because each is an entry
/// of the file.
///
/// @param id as shown in brackets after a metric's name
/// @param shape of one sample, such as 1, 28, 28
/// @param options network, norm and average
/// @param classes names of the classes
/// @param data name of the data it was trained on
/// @param dataHash hash of the training rows
/// @param seed seed of the initial weights and of all random draws
/// @param steps training steps
/// @param accuracy on held-out rows
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ClassifierCard(
    String id,
    long[] shape,
    ClassifierOptions options,
    List<String> classes,
    String data,
    String dataHash,
    long seed,
    long steps,
    ClassifierAccuracy accuracy) {

  private static final String FORMAT = "everymode-classifier 1";
  private static final String SEPARATOR = "\u001f"; // a unit separator, which names do not contain

  Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("format", FORMAT);
    texts.put("id", id);
    texts.put("shape", Arrays.toString(shape));
    texts.put("options", options.text());
    texts.put("classes", String.join(SEPARATOR, classes));
    texts.put("data", data);
    texts.put("dataHash", dataHash);
    texts.put("seed", Long.toString(seed));
    texts.put("steps", Long.toString(steps));
    texts.put("accuracy", Double.toString(accuracy.value()));
    texts.put("low", Double.toString(accuracy.low()));
    texts.put("high", Double.toString(accuracy.high()));
    texts.put("heldOut", Long.toString(accuracy.rows()));
    return texts;
  }

  static ClassifierCard of(Path file, Map<String, String> texts) {
    try {
      if (!FORMAT.equals(texts.get("format"))) {
        throw new EverymodeException(
            file
                + ": is not a classifier trained by this version of Everymode; train one with 'everymode classifier train --data NAME'");
      }
      return valid(
          file,
          new ClassifierCard(
              text(texts, "id"),
              Arrays.stream(text(texts, "shape").replaceAll("[\\[\\] ]", "").split(",", -1))
                  .mapToLong(Long::parseLong)
                  .toArray(),
              // files that were written before there was a choice do not name it
              ClassifierOptions.defaults()
                  .changed(texts.getOrDefault("options", "{}"), file.toString()),
              List.of(text(texts, "classes").split(SEPARATOR, -1)),
              text(texts, "data"),
              text(texts, "dataHash"),
              Long.parseLong(text(texts, "seed")),
              Long.parseLong(text(texts, "steps")),
              new ClassifierAccuracy(
                  Double.parseDouble(text(texts, "accuracy")),
                  Double.parseDouble(text(texts, "low")),
                  Double.parseDouble(text(texts, "high")),
                  Long.parseLong(text(texts, "heldOut")))));
    } catch (NumberFormatException e) {
      throw invalid(file, e);
    }
  }

  private static ClassifierCard valid(Path file, ClassifierCard card) {
    boolean shaped = card.shape.length == 1 || card.shape.length == 3;
    if (!shaped
        || Arrays.stream(card.shape).anyMatch(side -> side < 1 || side > Integer.MAX_VALUE)
        || card.classes.size() < 2
        || !card.id.startsWith("classifier:")) {
      throw invalid(file, null);
    }
    return card;
  }

  private static EverymodeException invalid(Path file, @Nullable Throwable cause) {
    return new EverymodeException(
        file + ": its metadata are invalid; train the classifier again", cause);
  }

  private static String text(Map<String, String> texts, String key) {
    return texts.getOrDefault(key, "");
  }
}
