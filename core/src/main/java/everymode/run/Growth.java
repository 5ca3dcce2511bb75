package everymode.run;

import everymode.chance.Chance;
import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.error.UsageException;
import everymode.metric.Judge;
import everymode.report.Chart;
import everymode.report.Chart.Point;
import everymode.report.Png;
import everymode.tensor.Scope;
import everymode.train.Rounds;
import everymode.train.Sampler;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// How a mixture grew: what each round found, the weights of some rows, and what the first members
/// together make.
///
/// @param trained the run
/// @param asked what was asked
/// @param rounds a line a round; empty where there are none
/// @param tallies what the first 1, 2, … members make, equally often each, and last the whole
///   mixture as it is drawn; empty without samples
public record Growth(Trained trained, Asked asked, List<Line> rounds, List<Tally> tallies) {

  private static final int SHOWN = 64;
  private static final int CURVES = 12;
  private static final int TOGETHER = 10_000;

  /// What is asked.
  ///
  /// @param of a class by its name, or numbers of training rows with commas between; null for none
  /// @param samples of each mixture; 0 for none
  /// @param judge who tells the class of samples, or null
  /// @param within how far a sample of the class may be from the mean of its rows, where nobody
  ///   judges; 0 to compare it with the rows themselves
  public record Asked(@Nullable String of, int samples, @Nullable Judge judge, double within) {

    /// A class may be called like a number.
    private boolean listed(Dataset data) {
      return of != null && !data.classes().contains(of) && of.matches("\\d+(,\\d+)*");
    }
  }

  /// A round.
  ///
  /// @param round what it found
  /// @param weight of the weights with which it was trained, the share on the asked rows; `NaN`
  ///   where none were asked
  public record Line(Rounds.Round round, double weight) {}

  /// Copies the lists.
  public Growth {
    rounds = List.copyOf(rounds);
    tallies = List.copyOf(tallies);
  }

  /// Looks at a run.
  ///
  /// @param trained a run of any family; without rounds only its samples are looked at
  /// @param asked what is asked
  /// @param said told what is being done
  /// @return what was found
  /// @throws UsageException when there is no such class or row
  public static Growth of(Trained trained, Asked asked, Consumer<String> said) {
    Dataset data = trained.data();
    long[] rows = rows(data, asked);
    List<Line> lines = new ArrayList<>();
    if (trained.model() instanceof Rounds rounds) {
      for (int t = 0; t < rounds.ended(); t++) {
        lines.add(new Line(rounds.round(t), weight(rounds.shares(t), rows)));
      }
    }
    List<Tally> tallies = new ArrayList<>();
    if (asked.samples > 0) {
      Landing landing =
          new Landing(data, asked.listed(data) ? null : asked.of, asked.judge, asked.within);
      tallies.addAll(members(trained, landing, asked.samples, said));
      said.accept("the whole");
      Chance chance = new Chance(trained.recipe().seed()).at("growth");
      var whole = landed(trained.sampler(), landing, asked.samples, chance.at("whole"));
      tallies.add(Tally.of(data, landing, components(trained), asked.samples, List.of(whole)));
    }
    return new Growth(trained, asked, lines, tallies);
  }

  private static long[] rows(Dataset data, Asked asked) {
    if (asked.of == null) {
      return new long[0];
    }
    if (!asked.listed(data)) {
      return Landing.rows(data, asked.of);
    }
    long[] rows = Stream.of(asked.of.split(",")).mapToLong(Growth::row).distinct().toArray();
    for (long row : rows) {
      if (row >= data.train().size()) {
        throw new UsageException(
            "--of names row %d, but '%s' has the rows 0 to %,d"
                .formatted(row, data.name(), data.train().size() - 1));
      }
    }
    return rows;
  }

  private static long row(String digits) {
    return digits.length() > 18 ? Long.MAX_VALUE : Long.parseLong(digits);
  }

  private static double weight(double[] share, long[] rows) {
    return rows.length == 0
        ? Double.NaN
        : Arrays.stream(rows).mapToDouble(i -> share[(int) i]).sum();
  }

  private static int components(Trained trained) {
    return trained.sampler() instanceof Sampler.Mixed mixed ? mixed.components() : 1;
  }

  /// The first t members make as many samples each, at least one; a member's first rows are the
  /// same for every t.
  private static List<Tally> members(
      Trained trained, Landing landing, int samples, Consumer<String> said) {
    if (!(trained.sampler() instanceof Sampler.Mixed mixed) || mixed.components() < 2) {
      return List.of();
    }
    Chance chance = new Chance(trained.recipe().seed()).at("growth");
    List<Landing.Where> each = new ArrayList<>();
    List<Tally> tallies = new ArrayList<>();
    for (int k = 0; k < Math.min(mixed.components(), samples); k++) {
      said.accept("member %d of %d".formatted(k + 1, mixed.components()));
      each.add(landed(mixed.component(k), landing, samples / (k + 1), chance.at(k)));
      tallies.add(Tally.of(trained.data(), landing, k + 1, samples / (k + 1), each));
    }
    return tallies;
  }

  private static Landing.Where landed(Sampler sampler, Landing landing, int n, Chance chance) {
    List<Landing.Where> parts = new ArrayList<>();
    for (int from = 0; from < n; from += TOGETHER) {
      try (var _ = new Scope()) {
        int some = Math.min(TOGETHER, n - from);
        parts.add(landing.of(sampler.sample(some, chance.at(from))));
      }
    }
    return Landing.Where.join(parts);
  }

  /// All that was found, for programs.
  ///
  /// @return the object that `rounds.json` holds
  public ObjectNode json() {
    ObjectNode node = Json.object().put("run", trained.directory().path().toString());
    node.put("of", asked.of).put("judge", asked.judge == null ? null : asked.judge.id());
    node.put("within", asked.within);
    ArrayNode lines = node.putArray("rounds");
    for (Line line : rounds) {
      ObjectNode each = lines.addObject();
      each.put("covered", finite(line.round.covered())).put("teaches", line.round.teaches());
      each.put("low", line.round.low()).put("middle", line.round.middle());
      each.put("high", line.round.high()).put("weight", finite(line.weight));
    }
    ArrayNode all = node.putArray("mixtures");
    for (Tally tally : tallies) {
      ObjectNode each = all.addObject();
      each.put("members", tally.members()).put("samples", tally.samples());
      each.put("modes", tally.modes() < 0 ? null : (Integer) tally.modes());
      each.put("good", tally.good()).put("wanted", tally.wanted());
      each.put("found", tally.found() < 0 ? null : (Integer) tally.found());
      each.put("sure", finite(tally.sure()));
    }
    if (trained.model() instanceof Rounds model) {
      node.put("promise", model.promise().orElse(null));
    }
    return node;
  }

  private static @Nullable Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }

  /// All that was found, for people.
  ///
  /// @return lines without a last line break
  public String text() {
    StringBuilder text = new StringBuilder();
    boolean modes = trained.data().modes() != null;
    boolean told = tallies.stream().anyMatch(t -> t.found() >= 0);
    if (!rounds.isEmpty()) {
      text.append("  round  covered  D 5 %    50 %   95 %");
      text.append(asked.of == null ? "" : "   weight of " + asked.of);
      text.append("%n".formatted());
    }
    for (int t = 0; t < rounds.size(); t++) {
      Line line = rounds.get(t);
      text.append(
          "  %5d  %7.3f  %5.3f   %5.3f  %5.3f"
              .formatted(
                  t + 1,
                  line.round.covered(),
                  line.round.low(),
                  line.round.middle(),
                  line.round.high()));
      text.append(asked.of == null ? "" : "   %8.4f %%".formatted(100 * line.weight));
      text.append(line.round.teaches() ? "" : "   taught nothing");
      text.append("%n".formatted());
    }
    for (int i = 0; i < tallies.size(); i++) {
      Tally tally = tallies.get(i);
      boolean whole = i == tallies.size() - 1;
      text.append(whole ? "  as it is drawn:" : "  first %3d members:".formatted(tally.members()));
      text.append(" %,d samples".formatted(tally.samples()));
      if (modes) {
        text.append(
            ", %d modes, %.1f %% good, %.1f %% wanted"
                .formatted(tally.modes(), 100 * tally.good(), 100 * tally.wanted()));
      }
      if (told && tally.found() >= 0) {
        text.append(
            ", %,d of %s (%.4f %%)"
                .formatted(tally.found(), asked.of, 100.0 * tally.found() / tally.samples()));
        text.append(
            Double.isFinite(tally.sure()) && asked.judge != null
                ? ", sure %.2f".formatted(tally.sure())
                : "");
      }
      text.append("%n".formatted());
    }
    if (trained.model() instanceof Rounds model) {
      model
          .promise()
          .ifPresent(promise -> text.append("  ").append(promise).append("%n".formatted()));
    }
    return text.toString().stripTrailing();
  }

  /// Writes `rounds.json`, the weights over rounds as `weights.svg` (of what was asked, else of
  /// each class where they are few) and a picture of each member, `member-01.png`, …
  ///
  /// @param folder where to
  public void write(Path folder) {
    RunDirectory.write(folder.resolve("rounds.json"), utf8(Json.file(json())));
    Map<String, List<Point>> curves = curves();
    if (!curves.isEmpty()) {
      String svg = Chart.lines("Share of the weights", "round", curves);
      RunDirectory.write(folder.resolve("weights.svg"), utf8(svg));
    }
    if (trained.sampler() instanceof Sampler.Mixed mixed) {
      for (int k = 0; k < mixed.components(); k++) {
        byte[] png = member(trained, mixed.component(k), SHOWN, 2_000);
        RunDirectory.write(folder.resolve("member-%02d.png".formatted(k + 1)), png);
      }
    }
  }

  /// A picture of what a member makes: so many images in a square, or so many points.
  static byte[] member(Trained trained, Sampler member, int images, int points) {
    Domain domain = trained.data().domain();
    Chance chance = new Chance(trained.recipe().seed()).at("gallery");
    try (var _ = new Scope()) {
      Tensor shown = member.sample(domain instanceof Domain.Images ? images : points, chance);
      return Png.encode(Pictures.of(shown, domain, (int) Math.sqrt(images)));
    }
  }

  /// Round and share of the weights, of what was asked or of each class where they are few.
  Map<String, List<Point>> curves() {
    Map<String, List<Point>> curves = new LinkedHashMap<>();
    if (trained.model() instanceof Rounds model && model.ended() > 0) {
      Dataset data = trained.data();
      List<String> names =
          asked.of != null
              ? List.of(asked.of)
              : data.classes().size() <= CURVES ? data.classes() : List.of();
      for (String name : names) {
        long[] rows = rows(data, new Asked(name, 0, null, 0));
        List<Point> points = new ArrayList<>();
        for (int t = 0; t <= model.ended(); t++) {
          points.add(new Point(t + 1, weight(model.shares(t), rows)));
        }
        curves.put(name, points);
      }
    }
    return curves;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
