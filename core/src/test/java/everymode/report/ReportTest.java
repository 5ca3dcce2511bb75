package everymode.report;

import static org.assertj.core.api.Assertions.assertThat;

import everymode.metric.Score;
import everymode.metric.Scores;
import everymode.report.Chart.Point;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {
  private static final String PAGE = Report.html(Example.digits());

  @Test
  void the_first_words_say_what_is_covered_and_why_to_believe_it() {
    assertThat(PAGE)
        .contains(
            """
            <header>
            <h1>gmgan on digits (3,823 images 8x8, 10 classes)</h1>
            <p class="verdict">This generator covers all 10 classes; its weakest is 8, where it comes \
            close to 61 of 100 real images.</p>
            <p>A sample is close to a real image when it is no farther off than that image&#39;s own \
            neighbours. In class 8, the weakest, the generator comes that close to 61 of 100 real images (95 % interval: 55 to 66); as \
            many real training images, put to the same test, come that close to 90. A class counts \
            as missed when the low end of the interval is less than half of what training images \
            reach.</p>
            <p class="warning">The held-out digits were written by other people.</p>
            <p class="facts">Family gmgan, seed 7, trained in 12 min 14 s. Judged against 1,797 real \
            images kept out of training.</p>
            </header>
            """);
  }

  @Test
  void a_report_holds_no_link_to_the_network() {
    assertThat(PAGE)
        .doesNotContain("<script", "<link", "href=", "url(", "@import", "<a ")
        .contains("default-src 'none'");
    assertThat(PAGE.split("src=\"", -1)).hasSize(5).allMatch(s -> !s.startsWith("http"));
  }

  @Test
  void a_report_holds_all_it_was_given_in_the_order_of_interest() {
    assertThat(PAGE)
        .containsSubsequence(
            "Real and generated",
            "Coverage by class",
            "Scores</h2>",
            "Losses over training",
            "Samples over training",
            "Step 20,000",
            "Make it again",
            "everymode train recipes/digits.yaml --seed 7",
            "Recipe",
            "steps: 20000",
            "Provenance",
            "0.1.0");
  }

  @Test
  void what_comes_from_outside_is_escaped() {
    assertThat(PAGE)
        .contains("https://example.org/&lt;digits&gt;", "The true law of &lt;digits&gt;")
        .doesNotContain("<digits>");
    String evil = "<b onclick='x'>&\"";
    Map<String, Map<String, Score>> classes = new LinkedHashMap<>();
    classes.put(evil, Map.of(evil, Score.absent(1, evil)));
    Content content =
        new Content(
            evil,
            evil,
            1,
            2,
            3,
            new Scores(Map.of(evil, Score.absent(1, evil)), classes, Map.of()),
            null,
            List.of(),
            Map.of(evil, List.of(new Point(0, 0))),
            Map.of(),
            evil,
            Map.of(evil, evil),
            List.of(evil),
            List.of(evil));
    assertThat(Report.html(content)).doesNotContain("<b onclick").contains("&lt;b onclick=&#39;");
  }

  @Test
  void what_was_not_measured_is_a_dash_with_its_reason() {
    assertThat(PAGE).contains("Not measured: The true law").contains("<b>–</b>");
    assertThat(PAGE).doesNotContain("NaN");
  }

  @Test
  void a_report_of_nothing_is_still_a_page() {
    String page = Report.html(Example.of(new Scores(Map.of(), Map.of(), Map.of())));
    assertThat(page).contains("Nothing was measured").endsWith("</html>\n");
    assertThat(page).doesNotContain("<h2>", "null", "NaN");
  }

  @Test
  void points_in_the_plane_are_drawn() {
    List<Point> points = List.of(new Point(0, 0), new Point(1, 1));
    Content empty = Example.of(new Scores(Map.of(), Map.of(), Map.of()));
    Content content =
        new Content(
            "ring",
            "gan",
            1,
            1,
            10,
            empty.scores(),
            new Content.Points(points, points),
            List.of(),
            Map.of(),
            Map.of(),
            "",
            Map.of(),
            List.of(),
            List.of());
    assertThat(Report.html(content)).contains("2 generated points over 2 real ones");
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
    assertThat(page).contains("Shown are the 40 weakest of 1,000 classes.");
    assertThat(page.split("<rect class=\"good\"", -1)).hasSize(1 + 1 + 40);
  }

  @Test
  void unequal_classes_stand_from_the_rarest_on_with_their_shares() {
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
