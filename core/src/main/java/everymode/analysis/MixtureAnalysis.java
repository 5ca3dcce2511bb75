package everymode.analysis;

import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.error.UsageException;
import everymode.metric.feature.FeatureExtractor;
import everymode.random.RandomKey;
import everymode.report.Chart;
import everymode.report.Chart.Point;
import everymode.report.Png;
import everymode.run.Json;
import everymode.run.RunDirectory;
import everymode.run.SampleImages;
import everymode.run.Trained;
import everymode.sample.Sampler;
import everymode.tensor.Scope;
import everymode.train.MixtureRounds;
import everymode.train.MixtureRounds.RoundStatistics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Analyses the rounds of a mixture: statistics of each round, the weights of some rows, and the
/// coverage of the first members.
///
/// @param trained the run
/// @param asked the query
/// @param rounds one row per round; empty where there are none
/// @param tallies coverage of the first 1, 2, … members, with equally many samples from each, and
///   last that of the whole mixture with its weights; empty without samples
public record MixtureAnalysis(
    Trained trained, Query asked, List<RoundRow> rounds, List<MemberCoverage> tallies) {

  private static final int SHOWN = 64;
  private static final int CURVES = 12;
  private static final int TOGETHER = 10_000;

  /// A query.
  ///
  /// @param of name of a class, or comma-separated numbers of training rows; null for none
  /// @param samples number of samples of each mixture; 0 for none
  /// @param extractor classifier of the samples, or null
  /// @param within without a classifier, the largest distance of a sample of the class from the
  ///   mean of its rows; 0 to compare it with the rows themselves
  public record Query(
      @Nullable String of, int samples, @Nullable FeatureExtractor extractor, double within) {

    /// Whether rows are listed; a class may have a number as its name.
    private boolean listsRows(Dataset data) {
      return of != null && !data.classes().contains(of) && of.matches("\\d+(,\\d+)*");
    }
  }

  /// A round.
  ///
  /// @param round its statistics
  /// @param weight total training weight of the requested rows in this round, in [0, 1]; `NaN`
  ///   without requested rows
  public record RoundRow(RoundStatistics round, double weight) {}

  /// Copies the lists.
  public MixtureAnalysis {
    rounds = List.copyOf(rounds);
    tallies = List.copyOf(tallies);
  }

  /// Analyses a run.
  ///
  /// @param trained a run of any family; without rounds only its samples are analysed
  /// @param asked the query
  /// @param progress receives progress messages
  /// @throws UsageException when there is no such class or row
  public static MixtureAnalysis of(Trained trained, Query asked, Consumer<String> progress) {
    Dataset data = trained.data();
    long[] rows = rows(data, asked);
    List<RoundRow> lines = new ArrayList<>();
    if (trained.model() instanceof MixtureRounds rounds) {
      for (int t = 0; t < rounds.ended(); t++) {
        lines.add(new RoundRow(rounds.round(t), weight(rounds.shares(t), rows)));
      }
    }
    List<MemberCoverage> tallies = new ArrayList<>();
    if (asked.samples > 0) {
      SampleAssignment assignment =
          new SampleAssignment(
              data, asked.listsRows(data) ? null : asked.of, asked.extractor, asked.within);
      tallies.addAll(members(trained, assignment, asked.samples, progress));
      progress.accept("the whole mixture");
      RandomKey key = trained.key("growth");
      var whole = assigned(trained.sampler(), assignment, asked.samples, key.fold("whole"));
      int all = trained.sampler() instanceof Sampler.ComponentSampler m ? m.components() : 1;
      tallies.add(MemberCoverage.of(data, assignment, all, asked.samples, List.of(whole)));
    }
    return new MixtureAnalysis(trained, asked, lines, tallies);
  }

  private static long[] rows(Dataset data, Query asked) {
    if (asked.of == null) {
      return new long[0];
    }
    if (!asked.listsRows(data)) {
      return SampleAssignment.rows(data, asked.of);
    }
    long[] rows =
        Stream.of(asked.of.split(",")).mapToLong(MixtureAnalysis::row).distinct().toArray();
    for (long row : rows) {
      if (row >= data.train().size()) {
        throw new UsageException(
            String.format(
                Locale.ROOT,
                "--of names row %d, but '%s' has the rows 0 to %,d",
                row,
                data.name(),
                data.train().size() - 1));
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

  /// Coverage of the first t members for each t, with equally many samples per member, at least
  /// one; the samples of a member are the same for every t.
  private static List<MemberCoverage> members(
      Trained trained, SampleAssignment assignment, int samples, Consumer<String> progress) {
    if (!(trained.sampler() instanceof Sampler.ComponentSampler mixed) || mixed.components() < 2) {
      return List.of();
    }
    RandomKey key = trained.key("growth");
    List<SampleAssignment.Assigned> each = new ArrayList<>();
    List<MemberCoverage> tallies = new ArrayList<>();
    for (int k = 0; k < Math.min(mixed.components(), samples); k++) {
      progress.accept(String.format(Locale.ROOT, "member %d of %d", k + 1, mixed.components()));
      each.add(assigned(mixed.component(k), assignment, samples / (k + 1), key.fold(k)));
      tallies.add(MemberCoverage.of(trained.data(), assignment, k + 1, samples / (k + 1), each));
    }
    return tallies;
  }

  private static SampleAssignment.Assigned assigned(
      Sampler sampler, SampleAssignment assignment, int n, RandomKey key) {
    List<SampleAssignment.Assigned> parts = new ArrayList<>();
    for (int from = 0; from < n; from += TOGETHER) {
      try (var _ = new Scope()) {
        int some = Math.min(TOGETHER, n - from);
        parts.add(assignment.of(sampler.sample(some, key.fold(from))));
      }
    }
    return SampleAssignment.Assigned.join(parts);
  }

  /// The results as JSON, which is the content of `rounds.json`.
  public ObjectNode json() {
    ObjectNode node = Json.object().put("run", trained.directory().path().toString());
    node.put("of", asked.of).put("features", asked.extractor == null ? null : asked.extractor.id());
    node.put("within", asked.within);
    ArrayNode lines = node.putArray("rounds");
    for (RoundRow line : rounds) {
      ObjectNode each = lines.addObject();
      each.put("covered", Json.finite(line.round.covered()))
          .put("teaches", line.round.informative());
      each.put("low", line.round.low()).put("middle", line.round.middle());
      each.put("high", line.round.high()).put("weight", Json.finite(line.weight));
    }
    ArrayNode all = node.putArray("mixtures");
    for (MemberCoverage tally : tallies) {
      ObjectNode each = all.addObject();
      each.put("members", tally.members()).put("samples", tally.samples());
      each.put("modes", tally.modes() < 0 ? null : (Integer) tally.modes());
      each.put("good", tally.good()).put("wanted", tally.wanted());
      each.put("found", tally.found() < 0 ? null : (Integer) tally.found());
      each.put("sure", Json.finite(tally.sure()));
    }
    if (trained.model() instanceof MixtureRounds model) {
      node.put("promise", model.guarantee().orElse(null));
    }
    return node;
  }

  /// The results as text.
  ///
  /// @return lines without a trailing line break
  public String text() {
    StringBuilder text = new StringBuilder();
    boolean modes = trained.data().modes() != null;
    boolean classes = tallies.stream().anyMatch(t -> t.found() >= 0);
    if (!rounds.isEmpty()) {
      text.append("  round  covered  D 5 %    50 %   95 %");
      text.append(asked.of == null ? "" : "   weight of " + asked.of);
      text.append(String.format(Locale.ROOT, "%n"));
    }
    for (int t = 0; t < rounds.size(); t++) {
      RoundStatistics r = rounds.get(t).round;
      text.append(
          String.format(
              Locale.ROOT,
              "  %5d  %7.3f  %5.3f   %5.3f  %5.3f",
              t + 1,
              r.covered(),
              r.low(),
              r.middle(),
              r.high()));
      text.append(
          asked.of == null
              ? ""
              : String.format(Locale.ROOT, "   %8.4f %%", 100 * rounds.get(t).weight));
      text.append(r.informative() ? "" : "   weights unchanged");
      text.append(String.format(Locale.ROOT, "%n"));
    }
    for (int i = 0; i < tallies.size(); i++) {
      MemberCoverage tally = tallies.get(i);
      boolean whole = i == tallies.size() - 1;
      text.append(
          whole
              ? "  as it is drawn:"
              : String.format(Locale.ROOT, "  first %3d members:", tally.members()));
      text.append(String.format(Locale.ROOT, " %,d samples", tally.samples()));
      if (modes) {
        text.append(
            String.format(
                Locale.ROOT,
                ", %d modes, %.1f %% good, %.1f %% wanted",
                tally.modes(),
                100 * tally.good(),
                100 * tally.wanted()));
      }
      if (classes && tally.found() >= 0) {
        text.append(
            String.format(
                Locale.ROOT,
                ", %,d of %s (%.4f %%)",
                tally.found(),
                asked.of,
                100.0 * tally.found() / tally.samples()));
        text.append(
            Double.isFinite(tally.sure()) && asked.extractor != null
                ? String.format(Locale.ROOT, ", sure %.2f", tally.sure())
                : "");
      }
      text.append(String.format(Locale.ROOT, "%n"));
    }
    if (trained.model() instanceof MixtureRounds model) {
      model
          .guarantee()
          .ifPresent(promise -> text.append(String.format(Locale.ROOT, "  %s%n", promise)));
    }
    return text.toString().stripTrailing();
  }

  /// Writes `rounds.json`, the weights over rounds as `weights.svg` (of the requested rows,
  /// otherwise of each class where there are at most 12) and a picture of each member,
  /// `member-01.png`, …
  public void write(Path folder) {
    RunDirectory.write(folder.resolve("rounds.json"), Json.file(json()));
    Map<String, List<Point>> curves = curves();
    if (!curves.isEmpty()) {
      String svg = Chart.lines("Share of the training weights", "round", curves);
      RunDirectory.write(folder.resolve("weights.svg"), svg);
    }
    if (trained.sampler() instanceof Sampler.ComponentSampler mixed) {
      for (int k = 0; k < mixed.components(); k++) {
        byte[] png = member(trained, mixed.component(k), SHOWN, 2_000);
        RunDirectory.write(
            folder.resolve(String.format(Locale.ROOT, "member-%02d.png", k + 1)), png);
      }
    }
  }

  /// A picture of a member's samples as PNG.
  ///
  /// @param images number of images, a square number
  /// @param points number of points for data that are not images
  public static byte[] member(Trained trained, Sampler member, int images, int points) {
    Domain domain = trained.data().domain();
    int count = domain.numeric() ? points : images;
    try (var _ = new Scope()) {
      Tensor shown = member.sample(count, trained.key("gallery"));
      return Png.encode(SampleImages.of(shown, domain, (int) Math.sqrt(images)));
    }
  }

  /// Points of round and share of the training weights, of the requested rows, otherwise of each
  /// class where there are at most 12.
  public Map<String, List<Point>> curves() {
    Map<String, List<Point>> curves = new LinkedHashMap<>();
    if (trained.model() instanceof MixtureRounds model && model.ended() > 0) {
      Dataset data = trained.data();
      List<String> few = data.classes().size() <= CURVES ? data.classes() : List.of();
      for (String name : asked.of != null ? List.of(asked.of) : few) {
        long[] rows = rows(data, new Query(name, 0, null, 0));
        List<Point> points = new ArrayList<>();
        for (int t = 0; t <= model.ended(); t++) {
          points.add(new Point(t + 1, weight(model.shares(t), rows)));
        }
        curves.put(name, points);
      }
    }
    return curves;
  }
}
