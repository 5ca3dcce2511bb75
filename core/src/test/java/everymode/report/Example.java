package everymode.report;

import everymode.metric.Score;
import everymode.metric.Scores;
import everymode.report.Chart.Point;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Reports about generators that never were, with numbers made up.
final class Example {
  private Example() {}

  /// A report that holds scores only.
  static Content of(Scores scores) {
    return new Content(
        "a title",
        "gan",
        1,
        Double.NaN,
        0,
        scores,
        null,
        List.of(),
        Map.of(),
        Map.of(),
        "",
        Map.of(),
        List.of(),
        List.of());
  }

  /// A report that holds something of everything.
  static Content digits() {
    Map<String, Score> all = new LinkedHashMap<>();
    all.put("coverage", new Score(0.7432, 0.731, 0.756, 1797, 0.914, 0.965, null));
    all.put("nll", Score.absent(1797, "The true law of <digits> is not known."));
    Map<String, Map<String, Score>> classes = new LinkedHashMap<>();
    for (int digit = 0; digit < 10; digit++) {
      double value = digit == 8 ? 0.61 : 0.8;
      Score score = new Score(value, value - 0.06, value + 0.05, 178, 0.9, Double.NaN, null);
      classes.put(Integer.toString(digit), Map.of("coverage", score));
    }
    byte[] png = Png.encode(new Picture(2, 2, 1, new byte[] {0, 85, (byte) 170, (byte) 255}));
    List<Point> loss = IntStream.range(0, 50).mapToObj(i -> new Point(i, 1.0 / (i + 1))).toList();
    Map<String, String> provenance = new LinkedHashMap<>();
    provenance.put("everymode", "0.1.0");
    provenance.put("source", "https://example.org/<digits>");
    return new Content(
        "gmgan on digits (3,823 images 8x8, 10 classes)",
        "gmgan",
        7,
        734.2,
        1797,
        new Scores(all, classes, Map.of()),
        new Content.Images(png, png),
        List.of(new Content.Frame(0, png), new Content.Frame(20_000, png)),
        Map.of("critic", loss, "generator", loss),
        Map.of(),
        "family: gmgan\nsteps: 20000\n",
        provenance,
        List.of("everymode train recipes/digits.yaml --seed 7"),
        List.of("The held-out digits were written by other people."));
  }
}
