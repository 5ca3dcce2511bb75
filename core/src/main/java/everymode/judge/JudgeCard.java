package everymode.judge;

import everymode.error.EverymodeException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What is known of a judge that was trained here.
///
/// @param id as in brackets behind a metric's name
/// @param shape of one sample, such as 1, 28, 28
/// @param maps channels of the network's first layer
/// @param classes names of the classes
/// @param data name of the data it was trained on
/// @param dataHash of their training rows
/// @param seed decided its first weights and all draws
/// @param steps of its training
/// @param accuracy on held-out rows, in [0, 1]
/// @param low lower end of the 95 % interval of the accuracy
/// @param high upper end
/// @param heldOut rows behind the accuracy
@SuppressWarnings("ArrayRecordComponent") // never compared
public record JudgeCard(
    String id,
    long[] shape,
    int maps,
    List<String> classes,
    String data,
    String dataHash,
    long seed,
    long steps,
    double accuracy,
    double low,
    double high,
    long heldOut) {

  private static final String FORMAT = "everymode-judge 1";
  private static final String BETWEEN = "\u001f"; // a unit separator, which names do not hold

  Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("format", FORMAT);
    texts.put("id", id);
    texts.put("shape", Arrays.toString(shape));
    texts.put("maps", Integer.toString(maps));
    texts.put("classes", String.join(BETWEEN, classes));
    texts.put("data", data);
    texts.put("dataHash", dataHash);
    texts.put("seed", Long.toString(seed));
    texts.put("steps", Long.toString(steps));
    texts.put("accuracy", Double.toString(accuracy));
    texts.put("low", Double.toString(low));
    texts.put("high", Double.toString(high));
    texts.put("heldOut", Long.toString(heldOut));
    return texts;
  }

  static JudgeCard of(Path file, Map<String, String> texts) {
    try {
      if (!FORMAT.equals(texts.get("format"))) {
        throw new EverymodeException(
            file + ": is no judge of ours; make one with 'everymode judge train --data NAME'");
      }
      return new JudgeCard(
          text(texts, "id"),
          Arrays.stream(text(texts, "shape").replaceAll("[\\[\\] ]", "").split(",", -1))
              .mapToLong(Long::parseLong)
              .toArray(),
          Integer.parseInt(text(texts, "maps")),
          List.of(text(texts, "classes").split(BETWEEN, -1)),
          text(texts, "data"),
          text(texts, "dataHash"),
          Long.parseLong(text(texts, "seed")),
          Long.parseLong(text(texts, "steps")),
          Double.parseDouble(text(texts, "accuracy")),
          Double.parseDouble(text(texts, "low")),
          Double.parseDouble(text(texts, "high")),
          Long.parseLong(text(texts, "heldOut")));
    } catch (NumberFormatException e) {
      throw new EverymodeException(file + ": its card is not sound; train the judge anew", e);
    }
  }

  private static String text(Map<String, String> texts, String key) {
    return texts.getOrDefault(key, "");
  }
}
