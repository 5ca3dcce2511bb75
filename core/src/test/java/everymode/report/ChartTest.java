package everymode.report;

import static org.assertj.core.api.Assertions.assertThat;

import everymode.coverage.ClassVerdict.Outcome;
import everymode.report.Chart.Bar;
import everymode.report.Chart.Point;
import java.io.IOException;
import java.io.StringReader;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

class ChartTest {

  /// Values that have broken charts in the past.
  static Stream<List<Double>> odd() {
    return Stream.of(
        List.of(),
        List.of(0.0),
        List.of(-3.5, -3.5, -3.5),
        List.of(Double.NaN, Double.POSITIVE_INFINITY),
        List.of(Double.NaN, 1.0, Double.NEGATIVE_INFINITY, 2.0),
        List.of(Double.MAX_VALUE, -Double.MAX_VALUE),
        List.of(1e99, -1e99),
        List.of(Double.MIN_VALUE, 0.0),
        List.of(1e10, 1e10 + 1e-5),
        List.of(1e-7, 3e-7),
        DoubleStream.iterate(0, x -> x + 1).limit(1000).boxed().toList());
  }

  @ParameterizedTest
  @MethodSource("odd")
  void extreme_values_give_charts_that_are_well_formed_and_finite(List<Double> values)
      throws Exception {
    List<Point> points =
        IntStream.range(0, values.size()).mapToObj(i -> new Point(i, values.get(i))).toList();
    List<Point> swapped = points.stream().map(p -> new Point(p.y(), p.x())).toList();
    List<Bar> bars =
        values.stream()
            .map(v -> new Bar("b", v, v > 0.5 ? Outcome.COVERED : Outcome.MISSED))
            .toList();
    List<Chart.Stop> stops =
        points.stream().map(p -> new Chart.Stop("s", p.x(), p.y(), p.y() > 0)).toList();
    for (String svg :
        List.of(
            Chart.course("t", "a", "b", stops),
            Chart.lines("t", "step", Map.of("loss", points)),
            Chart.lines("t", "step", Map.of("loss", swapped)),
            BarChart.draw("t", bars),
            Chart.scatter("t", points, swapped),
            Chart.groups("t", Map.of("g", points, "h", swapped)),
            Chart.scatter("t", List.of(), points))) {
      assertThat(svg).doesNotContain("NaN", "Infinity", "E1", "92233720368547");
      assertThat(parse(svg).getDocumentElement().getLocalName()).isEqualTo("svg");
    }
  }

  @Test
  void external_names_cannot_break_a_chart() throws Exception {
    String evil = "</text><script>\"&'\u0000\uD800";
    Document lines = parse(Chart.lines(evil, evil, Map.of(evil, List.of(new Point(1, 1)))));
    Document bars = parse(BarChart.draw(evil, List.of(new Bar(evil, 0.5, Outcome.COVERED))));
    for (Document chart : List.of(lines, bars, parse(Chart.scatter(evil, List.of(), List.of())))) {
      assertThat(chart.getElementsByTagName("script").getLength()).isZero();
    }
    assertThat(text(lines, "title")).isEqualTo("</text><script>\"&'\uFFFD\uFFFD");
  }

  @Test
  void a_chart_has_a_text_description() throws Exception {
    Bar low = new Bar("8", 0.12, Outcome.MISSED);
    Bar absent = new Bar("9", Double.NaN, Outcome.NOT_JUDGED);
    assertThat(text(parse(BarChart.draw("Coverage", List.of(low, absent))), "desc"))
        .isEqualTo("8: missed, 12 % of its due. 9: not judged.");
    List<Point> points = List.of(new Point(0, 2), new Point(100, 0.5));
    assertThat(text(parse(Chart.lines("Losses", "step", Map.of("discriminator", points))), "desc"))
        .isEqualTo("discriminator goes from 2 to 0.500 at step 100.");
  }

  @Test
  void a_bar_that_was_not_judged_is_neither_covered_nor_missed() {
    Bar open = new Bar("7", 1.5, Outcome.NOT_JUDGED);
    assertThat(BarChart.draw("Coverage", List.of(open)))
        .contains(">150 % · not judged<", "<rect class=\"open\"")
        .doesNotContain(">covered<", ">missed<", "class=\"good\"", "class=\"bad\"");
  }

  @Test
  void a_bar_ends_within_its_axis_and_below_0_is_empty() {
    Bar negative = new Bar("a", -0.3, Outcome.MISSED);
    Bar full = new Bar("b", 1, Outcome.COVERED);
    Bar excess = new Bar("c", 9, Outcome.COVERED);
    List<String> widths =
        Pattern.compile("<rect class=\"(good|bad)\"[^>]* width=\"([^\"]*)\" height=\"13\"")
            .matcher(BarChart.draw("t", List.of(negative, full, excess)))
            .results()
            .map(match -> match.group(2))
            .toList();
    assertThat(widths).hasSize(3);
    assertThat(widths.get(0)).isEqualTo("0");
    assertThat(widths.get(2)).isEqualTo(widths.get(1));
  }

  @Test
  void a_long_series_is_thinned_to_means() {
    List<Point> points =
        IntStream.range(0, 100_000).mapToObj(i -> new Point(i, i % 2 == 0 ? 1 : 3)).toList();
    List<Point> thin = LineChart.thinned(points);
    assertThat(thin).hasSize(400);
    assertThat(thin).allSatisfy(p -> assertThat(p.y()).isEqualTo(2));
    assertThat(thin.getFirst().x()).isEqualTo(124.5);
  }

  @Test
  void ticks_are_few_round_numbers() {
    assertThat(new LinearAxis(0, 19_999, 0, 1).ticks()).containsExactly(0.0, 5e3, 1e4, 1.5e4);
    LinearAxis small = new LinearAxis(-0.31, 0.22, 0, 1);
    assertThat(small.ticks().stream().map(small::label))
        .containsExactly("−0.3", "−0.2", "−0.1", "0.0", "0.1", "0.2");
    LinearAxis large = new LinearAxis(0, 2.1e6, 0, 1);
    assertThat(large.ticks().stream().map(large::label))
        .containsExactly("0.0", "0.5M", "1.0M", "1.5M", "2.0M");
  }

  @Test
  void a_rare_spike_does_not_flatten_the_rest() {
    double[] y = new double[400];
    Arrays.setAll(y, i -> i == 7 ? 1e6 : i % 2);
    List<Point> points = IntStream.range(0, 400).mapToObj(i -> new Point(i, y[i])).toList();
    assertThat(Chart.lines("t", "step", Map.of("loss", points))).contains(">0.6<", ">1.0<");
  }

  @Test
  void a_scatter_plot_has_equal_units_and_counts_points_outside() throws Exception {
    List<Point> wide = List.of(new Point(0, 0), new Point(10, 1));
    Document chart = parse(Chart.scatter("t", wide, List.of(new Point(5, 0), new Point(99, 0))));
    Element window = (Element) chart.getDocumentElement().getElementsByTagName("svg").item(0);
    assertThat(window.getAttribute("width")).isEqualTo(window.getAttribute("height"));
    assertThat(text(chart, "desc"))
        .isEqualTo(
            "2 generated points over 2 real ones; 1 of the generated are outside the window.");
  }

  @Test
  void a_scatter_plot_of_many_points_stays_small() {
    List<Point> many =
        IntStream.range(0, 50_000).mapToObj(i -> new Point(Math.sin(i), Math.cos(i))).toList();
    assertThat(Chart.scatter("t", many, many).length()).isLessThan(100_000);
  }

  private static Document parse(String svg)
      throws ParserConfigurationException, SAXException, IOException {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setNamespaceAware(true);
    return factory.newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
  }

  private static String text(Document chart, String element) {
    return chart.getElementsByTagName(element).item(0).getTextContent();
  }

  @Test
  void few_groups_have_a_legend_and_more_have_names_at_their_medians() throws Exception {
    List<Point> left = List.of(new Point(-1, 0), new Point(-1, 0.1), new Point(-1, -0.1));
    List<Point> right = List.of(new Point(1, 0), new Point(1, 0.1), new Point(1, -0.1));
    String svg = Chart.groups("t", new java.util.TreeMap<>(Map.of("a&b", left, "c", right)));
    Document chart = parse(svg);
    assertThat(text(chart, "desc")).isEqualTo("a&b: 3 points. c: 3 points.");
    assertThat(svg)
        .contains(">a&amp;b</text>", ">c</text>", "key s0", "small s1")
        .doesNotContain("halo\"");
    Map<String, List<Point>> many = new java.util.TreeMap<>();
    for (int i = 0; i < 7; i++) {
      many.put("name " + i, List.of(new Point(i, i)));
    }
    assertThat(Chart.groups("t", many)).contains("halo", ">name 3</text>");
    for (int i = 7; i < 31; i++) {
      many.put("name " + i, List.of(new Point(i, i)));
    }
    assertThat(Chart.groups("t", many)).doesNotContain(">name 3</text>");
    assertThat(Chart.groups("t", Map.of())).contains("<title>t</title>");
  }

  @Test
  void a_table_shades_each_row_by_its_own_largest_count() throws Exception {
    String svg =
        Chart.table(
            "t",
            List.of("zero & one", "none"),
            List.of("a", "b"),
            new long[][] {{1_000, 250}, {0, 0}});
    assertThat(parse(svg).getDocumentElement().getLocalName()).isEqualTo("svg");
    assertThat(svg)
        .contains("shade8", "shade2", "1,000", "zero &amp; one")
        .contains("zero &amp; one: mostly a, 1,000 of 1,250.");
    assertThat(parse(Chart.table("t", List.of(), List.of(), new long[0][])).getDocumentElement())
        .isNotNull();
  }

  @Test
  void labels_near_the_edge_of_a_curve_are_on_the_other_side() {
    String svg =
        Chart.course(
            "t",
            "a",
            "b",
            List.of(new Chart.Stop("left", 0, 0, false), new Chart.Stop("s = 1.5625", 1, 1, true)));
    assertThat(svg).contains("class=\"bad end\"").contains("suggested");
  }
}
