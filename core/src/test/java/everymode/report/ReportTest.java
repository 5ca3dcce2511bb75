package everymode.report;

import static org.assertj.core.api.Assertions.assertThat;

import everymode.coverage.CertificatePlan;
import everymode.coverage.CertificateVerdict;
import everymode.coverage.ClassCertificate;
import everymode.metric.Score;
import everymode.metric.Scores;
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
            <p class="verdict">This generator covers all 10 classes; its weakest is 8, where it comes \
            close to 61 of 100 real images.</p>
            <p>A sample is close to a real image when it is no farther away than that image&#39;s \
            nearest real neighbours. In class 8, the weakest, the generator comes that close to 61 of 100 real images (95 % interval: 55 to 66); as \
            many real training images, tested in the same way, come that close to 90. A class counts \
            as missed when the low end of the interval is less than half of what training images \
            reach.</p>
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
            "Coverage by class",
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
            half are proven missed; only balls count in which less than 0.25 of the real points are of \
            other classes. It is not judged if fewer than half of its points have such a ball: samples \
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
            new Scores(Map.of(evil, Score.absent(1, evil)), classes, Map.of()),
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
  void of_very_many_classes_the_weakest_are_drawn() {
    Map<String, Map<String, Score>> classes = new LinkedHashMap<>();
    for (int i = 0; i < 1000; i++) {
      double value = 0.5 + i * 4e-4;
      classes.put(
          "class " + i, Map.of("coverage", new Score(value, value, value, 9, 0.9, 0.9, null)));
    }
    String page = Report.html(Example.of(new Scores(Map.of(), classes, Map.of())));
    assertThat(page).contains("The 40 weakest of 1,000 classes are shown.");
    assertThat(page.split("<rect class=\"good\"", -1)).hasSize(1 + 1 + 40);
  }

  @Test
  void unequal_classes_are_ordered_from_the_rarest_with_their_shares() {
    Map<String, Map<String, Score>> classes = new LinkedHashMap<>();
    List.of("common", "rare")
        .forEach(label ->
            classes.put(label, Map.of("coverage", new Score(0.5, 0.4, 0.6, 9, 0.9, 0.9, null))));
    Map<String, Double> unequal = Map.of("common", 0.99834, "rare", 0.00166);
    String page = Report.html(Example.of(new Scores(Map.of(), classes, unequal)));
    assertThat(page).contains("Rarest classes first").contains("<th scope=\"col\">Share of");
    assertThat(page.indexOf("rare · 0.166 %")).isBetween(1, page.indexOf("common · 99.8 %"));
    Map<String, Double> equal = Map.of("common", 0.5, "rare", 0.5);
    assertThat(Report.html(Example.of(new Scores(Map.of(), classes, equal))))
        .doesNotContain("Rarest classes first")
        .doesNotContain("common · ");
  }
}
