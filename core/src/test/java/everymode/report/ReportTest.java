package everymode.report;

import static org.assertj.core.api.Assertions.assertThat;

import everymode.coverage.CertificatePlan;
import everymode.coverage.CertificateVerdict;
import everymode.coverage.ClassCertificate;
import everymode.coverage.ClassVerdict;
import everymode.coverage.ClassVerdict.Outcome;
import everymode.coverage.ClassVerdict.Reason;
import everymode.metric.Score;
import everymode.metric.Scores;
import everymode.metric.Verdicts;
import everymode.report.Chart.Point;
import everymode.train.MixtureRounds.RoundStatistics;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReportTest {
  private static final String PAGE = Report.html(Example.digits());

  @Test
  void the_header_reports_coverage_and_its_evidence() {
    assertThat(PAGE)
        .contains(
            """
            <header>
            <h1>gmgan on digits (3,823 images 8x8, 10 classes)</h1>
            <p class="verdict missing">This generator covers 8 of 10 classes; it misses class 9; class 3 \
            could not be judged: too few rows or samples.</p>
            <p>What to do about what is missed: look whether there are enough training rows of it, train \
            longer or another family, or let &#39;./everymode repair&#39; train members for it.</p>
            <p>Not judged, too few: class 3, because there are too few rows or samples. What to do: \
            measure more samples (--samples N), add rows, or measure in a classifier&#39;s features \
            (--features auto).</p>
            <p>Samples carry no labels. Each counts for the class whose held-out images it lies clearly \
            nearer to than to all others, between pixels; a sample in between counts for none (2,153 of \
            8,985, and 2,520 of as many real ones). Training images are counted in the same way and scaled \
            to the number of samples: all of them show how many are due, those of the other classes alone \
            how many there would be without the class.</p>
            <p>A class is covered if significantly more samples count than without it and they are at \
            least a quarter of its due; it is missed if significantly fewer count than are due and they \
            are less than a quarter. Where there are 30 held-out rows and samples or more, its samples must \
            also come close to at least half as many of them as training rows do; else they are alike, and \
            it is not judged. Of 100 generators that lack a class and make the others, at most one is called \
            covering it; of 100 perfect ones, at most one is called missing it. Not judged means that \
            neither was shown: the class may be covered or missed.</p>
            <p>The covered class that varies least is 8: samples come close to 61 of 100 of its held-out \
            images (95 % interval: 55 to 66), as many training images to 90.</p>
            <p class="warning">A note on &lt;digits&gt;.</p>
            <p class="warning">The held-out digits were written by other people.</p>
            <p class="facts">Family gmgan, seed 7, trained in 12 min 14 s. Evaluated against 1,797 \
            held-out real images.</p>
            </header>
            """);
  }

  @Test
  void a_report_contains_no_external_links() {
    assertThat(PAGE)
        .doesNotContain("<script", "<link", "href=", "url(", "@import", "<a ")
        .contains("default-src 'none'");
    assertThat(PAGE.split("src=\"", -1)).hasSize(7).allMatch(s -> !s.startsWith("http"));
  }

  @Test
  void a_report_contains_all_sections_in_order() {
    assertThat(PAGE)
        .containsSubsequence(
            "Real and generated",
            "What each class gets",
            "Certificate</h2>",
            "Scores</h2>",
            "Rounds</h2>",
            "Losses over training",
            "Samples over training",
            "Step 20,000",
            "Reproduce this result",
            "everymode train recipes/digits.yaml --seed 7",
            "Recipe",
            "steps: 20000",
            "Provenance",
            "0.1.0");
  }

  @Test
  void a_certificate_shows_its_verdict_its_claim_and_its_limits() {
    assertThat(PAGE)
        .contains(
            """
            <p class="finding missing">Not shown: class &lt;b&gt;8 cannot be judged: try --k 20. Of all \
            classes together, 220 of 300 held-out images of &lt;digits&gt; are certified; 95 % were \
            required.</p>
            <p>After 6,144 samples 220 of 300 points are certified (73.3 %), 30 are proven missed, and for \
            50 neither is shown. With confidence 0.95, every certified point&#39;s ball gets enough. \
            Distances are measured in the features of the network &lt;lenet&gt;.</p>
            <p>What it cannot show: a mode of fewer than about 50 points can hide among its \
            neighbours, and a point for which neither is shown may be covered or not; more samples \
            may decide.</p>
            <p>A class is covered if at least half of its balls are certified, and missed if more than \
            half are proven missed; only balls count that do not hold the whole class, and in which \
            less than 0.25 of the real points are of other classes. It is not judged if fewer than half of its points have such a ball: samples \
            of its neighbours could fill the others.</p>
            <p>Covered: 0.</p>
            <p>Not judged: &lt;b&gt;8 (60 of 200 points have a ball that counts; try --k 20).</p>
            <p>All points of each class, weakest classes first.</p>
            """)
        .containsSubsequence( // the weakest class first
            "<title>Certified by class</title>",
            "<desc>&lt;b&gt;8: 60 of 100 certified, 15 of 100 missed. 0: 100 of 100 certified",
            "Their classes, row by row: &lt;b&gt;8, 0; &lt;b&gt;8.</figcaption>",
            // 0.25 · 50/300 of 6,144
            "a covered ball of 50 points is expected to contain at least 256.",
            "<th scope=\"row\">&lt;b&gt;8</th><td data-name=\"Points\">200</td>",
            "<td data-name=\"Certified\">120</td><td data-name=\"Missed\">30</td>",
            "<td data-name=\"Not shown\">50</td><td data-name=\"Emptiest\">217\u00a0(1)</td>")
        .doesNotContain("<b>8");
  }

  @Test
  void each_verdict_has_its_sentence() {
    assertThat(section(certified(CertificateVerdict.COVERED, 96, 0)))
        .contains(
            "<p class=\"finding\">Covered: 96 of 100 held-out rows of ring are certified; 95 %")
        .contains(">96 %</text>")
        .doesNotContain("Distances are measured", "<img", "A class is covered");
    assertThat(section(certified(CertificateVerdict.MISSED, 80, 6)))
        .contains(
            "Missed: 6 of 100 held-out rows of ring are proven to get too little mass; at most 5 %")
        .contains("After 64 samples 80 of 100 points are certified (80 %), 6 are proven missed,");
    assertThat(section(certified(CertificateVerdict.NOT_SHOWN, 80, 5)))
        .contains(
            "Not shown: 80 of 100 held-out rows of ring are certified, but 95 % were required; too"
                + " few are proven missed to show the opposite.");
  }

  @Test
  void a_class_that_is_missed_is_the_finding_unless_classes_do_not_decide() {
    var judged = new CertificateSummary.JudgedClass(new ClassCertificate(40, 38, 2, 30), "");
    var rare = new CertificateSummary.PointGroup("rare", 40, 4, 30, List.of(), judged);
    CertificatePlan plan = CertificatePlan.of(100, 50, 0.25, 0.95, 0.95, false, 0);
    String missed =
        section(
            new CertificateSummary.Valid(
                CertificateVerdict.MISSED,
                "class rare is missed",
                true,
                "",
                "training and held-out",
                "ring",
                null,
                plan,
                64,
                List.of(rare),
                null));
    assertThat(missed)
        .contains(
            "Missed: class rare is missed. Of all classes together, 4 of 100 training and held-out"
                + " rows of ring are certified; 95 % were required.",
            "<p>Missed: rare (2 of 38 balls certified, 30 proven missed).</p>")
        .doesNotContain("The verdict is by the share of points alone.");
    String alone =
        section(
            new CertificateSummary.Valid(
                CertificateVerdict.COVERED,
                "",
                false,
                "",
                "held-out",
                "ring",
                null,
                plan,
                64,
                List.of(rare),
                null));
    assertThat(alone).contains("Covered: 4 of", "The verdict is by the share of points alone.</p>");
  }

  private static CertificateSummary certified(
      CertificateVerdict verdict, int certified, int missed) {
    var group =
        new CertificateSummary.PointGroup("all points", 100, certified, missed, List.of(), null);
    CertificatePlan plan = CertificatePlan.of(100, 50, 0.25, 0.95, 0.95, false, 0);
    return new CertificateSummary.Valid(
        verdict, "", true, "A claim.", "held-out", "ring", null, plan, 64, List.of(group), null);
  }

  private static String section(CertificateSummary certified) {
    ReportModel model = Example.of(new Scores(Map.of(), Map.of(), Map.of()), certified);
    return Report.html(model).replaceFirst("(?s).*<h2>Certificate", "");
  }

  @Test
  void a_certificate_of_another_state_is_one_sentence() {
    assertThat(section(new CertificateSummary.Outdated("It is <old>.")))
        .startsWith("</h2>\n<p>It is &lt;old&gt;.</p>\n</section>\n</main>");
  }

  @Test
  void a_plot_of_points_is_an_embedded_file_that_cannot_access_the_page() {
    var one = new CertificateSummary.PointGroup("all points", 100, 80, 6, List.of(), null);
    var plane =
        new CertificateSummary.PointPlot("<svg onload='x'/>".getBytes(StandardCharsets.UTF_8));
    CertificatePlan plan = CertificatePlan.of(100, 50, 0.25, 0.95, 0.95, false, 0);
    String html =
        section(
            new CertificateSummary.Valid(
                CertificateVerdict.NOT_SHOWN,
                "",
                true,
                "",
                "training",
                "ring",
                null,
                plan,
                64,
                List.of(one),
                plane));
    assertThat(html)
        .contains("100 training rows of ring", "src=\"data:image/svg+xml;base64,PHN2ZyBv")
        .doesNotContain("onload");
  }

  @Test
  void of_very_many_classes_the_least_certified_are_drawn() {
    List<CertificateSummary.PointGroup> groups =
        IntStream.range(0, 1000)
            .mapToObj(i ->
                new CertificateSummary.PointGroup(
                    "class " + i,
                    1000,
                    i,
                    0,
                    List.of(),
                    new CertificateSummary.JudgedClass(new ClassCertificate(1000, 0, 0, 0), "X")))
            .toList();
    CertificatePlan plan = CertificatePlan.of(1_000_000, 50, 0.25, 0.95, 0.95, false, 0);
    String html =
        section(
            new CertificateSummary.Valid(
                CertificateVerdict.NOT_SHOWN, "", true, "", "", "x", null, plan, 64, groups, null));
    assertThat(html)
        .contains("weakest classes first, the first 40 of 1,000.", "class 39:", "and 960 more.")
        .doesNotContain("class 40:", "class 40 (");
  }

  @Test
  void rounds_are_a_table_with_theory_and_certificate() {
    assertThat(PAGE.replaceFirst("(?s).*<h2>Rounds", "").replaceAll(" data-name=\"[^\"]*\"", ""))
        .containsSubsequence(
            "<th scope=\"row\">1</th><td>0.5312</td><td>0.410</td><td>0.500</td><td>0.980</td><td>yes</td>",
            "<th scope=\"row\">2</th><td>0</td><td>0.990</td><td>0.995</td><td>0.999</td><td>no</td>",
            "<desc>&lt;b&gt;8 goes from 1 to 4 at round 3.</desc>",
            "<p>Theorem &lt;B&gt; gives each row at least 0.01 times its mass. Independently of this, the"
                + " certificate shows with confidence 0.95: of 300 held-out images of &lt;digits&gt;, 73.3 %"
                + " have a ball that gets at least 0.25 times the mass of the data there.</p>",
            "alt=\"Samples of &lt;b&gt;Initial\"",
            "<figcaption>&lt;b&gt;Initial</figcaption>",
            "The first 1 of 3 members are shown.");
  }

  @Test
  void a_mixture_without_a_certificate_shows_only_its_theory() {
    MixtureHistory grown =
        new MixtureHistory(
            List.of(new RoundStatistics(0.5, 0, 0.5, 1)), Map.of(), List.of(), 1, "Theory.");
    Scores none = new Scores(Map.of(), Map.of(), Map.of());
    String stale = Report.html(Example.of(none, new CertificateSummary.Outdated("Old."), grown));
    assertThat(stale).contains("<p>Theory.</p>").doesNotContain("the certificate shows");
    assertThat(
            Report.html(
                Example.of(
                    none, null, new MixtureHistory(List.of(), Map.of(), List.of(), 1, null))))
        .doesNotContain("Rounds</h2>");
  }

  @Test
  void external_text_is_escaped() {
    assertThat(PAGE)
        .contains("https://example.org/&lt;digits&gt;", "The true distribution of &lt;digits&gt;")
        .doesNotContain("<digits>");
    String evil = "<b onclick='x'>&\"";
    Map<String, Map<String, Score>> classes = new LinkedHashMap<>();
    classes.put(evil, Map.of(evil, Score.absent(1, evil)));
    ReportModel model =
        new ReportModel(
            evil,
            evil,
            1,
            2,
            3,
            null,
            new Scores(
                Map.of(evil, Score.absent(1, evil)),
                classes,
                Map.of(evil, 0.5),
                new Verdicts(
                    Verdicts.Kind.CLASSES,
                    evil,
                    10,
                    Map.of(evil, new ClassVerdict(Outcome.MISSED, Reason.MIXED, 0, 0, 1, 0))),
                List.of(evil)),
            null,
            new CertificateSummary.Outdated(evil),
            new MixtureHistory(
                List.of(new RoundStatistics(0, 0, 0, 0)),
                Map.of(evil, List.of()),
                List.of(),
                0,
                evil),
            List.of(),
            List.of(),
            Map.of(evil, List.of(new Point(0, 0))),
            Map.of(),
            evil,
            Map.of(evil, evil),
            List.of(evil),
            List.of(evil));
    assertThat(Report.html(model)).doesNotContain("<b onclick").contains("&lt;b onclick=&#39;");
  }

  @Test
  void a_missing_score_is_a_dash_with_its_reason() {
    assertThat(PAGE).contains("Not measured: The true distribution").contains("<b>–</b>");
    assertThat(PAGE).doesNotContain("NaN");
  }

  @Test
  void an_empty_report_is_a_valid_page() {
    String page = Report.html(Example.of(new Scores(Map.of(), Map.of(), Map.of())));
    assertThat(page).contains("Nothing was measured").endsWith("</html>\n");
    assertThat(page).doesNotContain("<h2>", "null", "NaN");
  }

  @Test
  void points_in_the_plane_are_drawn() {
    List<Point> points = List.of(new Point(0, 0), new Point(1, 1));
    ReportModel empty = Example.of(new Scores(Map.of(), Map.of(), Map.of()));
    ReportModel model =
        new ReportModel(
            "ring",
            "gan",
            1,
            1,
            10,
            null,
            empty.scores(),
            new ReportModel.PointGallery(points, points),
            null,
            null,
            List.of(),
            List.of(),
            Map.of(),
            Map.of(),
            "",
            Map.of(),
            List.of(),
            List.of());
    assertThat(Report.html(model)).contains("2 generated points over 2 real ones");
  }

  @Test
  void bars_and_table_follow_the_verdict_and_not_coverage() {
    String section =
        PAGE.replaceFirst("(?s).*<h2>What each class gets", "").replaceFirst("(?s)<h2>.*", "");
    assertThat(section)
        .contains("3: not judged, 50 % of its due.", "9: missed, 4 % of its due.")
        .contains(">118 % · covered</text>", ">50 % · not judged</text>", ">4 % · missed</text>")
        .contains(
            "<tr><th scope=\"row\">3</th><td data-name=\"Verdict\"><b class=\"open\">not judged</b></td>"
                + "<td data-name=\"Reason\">too few</td><td data-name=\"Share of its due\">50 %</td>"
                + "<td data-name=\"Seen\">1</td><td data-name=\"With\">2.0</td>"
                + "<td data-name=\"Without\">0.0</td><td data-name=\"Variety\">–</td>")
        .contains(
            "<b class=\"bad\">missed</b></td><td data-name=\"Reason\"></td>"
                + "<td data-name=\"Share of its due\">4 %</td><td data-name=\"Seen\">31</td>"
                + "<td data-name=\"With\">700</td><td data-name=\"Without\">0.9</td>");
    assertThat(section.split("<rect class=\"good\"", -1)).hasSize(1 + 1 + 8); // one in the legend
    assertThat(section.split("<rect class=\"bad\"", -1)).hasSize(1 + 1 + 1);
    assertThat(section.split("<rect class=\"open\"", -1)).hasSize(1 + 1 + 1);
  }

  @Test
  void scores_without_verdicts_show_coverage_by_class_as_no_verdict() {
    Map<String, Map<String, Score>> classes = new LinkedHashMap<>();
    for (String label : List.of("0", "1")) {
      classes.put(label, Map.of("coverage", new Score(0.9, 0.8, 1, 9, 0.9, 0.9, null)));
    }
    String page = Report.html(Example.of(new Scores(Map.of(), classes, Map.of())));
    assertThat(page)
        .contains("does not show that a class is covered", "<b>0.900</b>")
        .doesNotContain("<svg", "class=\"good\"", ">covered<");
  }

  @Test
  void a_mixed_class_has_no_share_of_its_due() {
    Map<String, ClassVerdict> verdicts = new LinkedHashMap<>();
    verdicts.put("a", new ClassVerdict(Outcome.NOT_JUDGED, Reason.MIXED, -1e300, 5, 3, 4));
    verdicts.put("b", ClassVerdict.withoutRows(0));
    assertThat(judged(Verdicts.Kind.CLASSES, verdicts, Map.of()))
        .contains("a: not judged. b: not judged.", ">– · not judged</text>")
        .doesNotContain("NaN", "e+", "E1");
  }

  @Test
  void of_very_many_modes_only_those_that_are_not_covered_are_shown_missed_ones_first() {
    Map<String, ClassVerdict> modes = new LinkedHashMap<>();
    for (int i = 0; i < 1000; i++) {
      modes.put(
          "mode " + i,
          i < 900
              ? new ClassVerdict(Outcome.COVERED, null, 1, 9, 9, 0)
              : i < 950
                  ? new ClassVerdict(Outcome.NOT_JUDGED, Reason.BETWEEN, 0.3, 3, 9, 0)
                  : new ClassVerdict(Outcome.MISSED, null, 0.001 * (1000 - i), 0, 9, 0));
    }
    String page = judged(Verdicts.Kind.MODES, modes, Map.of());
    assertThat(page)
        .contains("What each mode gets</h2>")
        .contains("Of 1,000 modes, 100 are not covered; 40 of them are shown, missed ones first.")
        .contains("<th scope=\"row\">mode 999</th>", "<th scope=\"row\">mode 960</th>")
        .doesNotContain("<th scope=\"row\">mode 959</th>", ">mode 0</th>", ">mode 900</th>");
    modes.replaceAll((_, _) -> new ClassVerdict(Outcome.COVERED, null, 1, 9, 9, 0));
    assertThat(judged(Verdicts.Kind.MODES, modes, Map.of()))
        .contains("All 1,000 modes are covered.")
        .doesNotContain("<svg");
  }

  @Test
  void unequal_classes_are_ordered_from_the_rarest_with_their_shares() {
    Map<String, ClassVerdict> verdicts = new LinkedHashMap<>();
    verdicts.put("common", new ClassVerdict(Outcome.COVERED, null, 1, 900, 900, 0));
    verdicts.put("rare", new ClassVerdict(Outcome.MISSED, null, 0, 0, 9, 0));
    Map<String, Double> unequal = Map.of("common", 0.99834, "rare", 0.00166);
    String page = judged(Verdicts.Kind.CLASSES, verdicts, unequal);
    assertThat(page)
        .contains("Rarest first", "<td data-name=\"Share of training rows\">0.166 %</td>")
        .doesNotContain("data-name=\"Reason\""); // there is none
    assertThat(page.indexOf("rare · 0.166 %")).isBetween(1, page.indexOf("common · 99.8 %"));
    assertThat(judged(Verdicts.Kind.CLASSES, verdicts, Map.of("common", 0.5, "rare", 0.5)))
        .doesNotContain("Rarest first")
        .doesNotContain("common · ");
  }

  private static String judged(
      Verdicts.Kind kind, Map<String, ClassVerdict> verdicts, Map<String, Double> shares) {
    return Report.html(
        Example.of(
            new Scores(
                Map.of(),
                Map.of(),
                shares,
                new Verdicts(kind, "points", 1_000, verdicts),
                List.of())));
  }
}
