package everymode.certify;

import everymode.data.Dataset;
import everymode.data.Rows;
import everymode.error.EverymodeException;
import everymode.error.UsageException;
import everymode.neighbour.KnnBalls;
import everymode.tensor.Scope;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.bytedeco.pytorch.Tensor;

/// The balls around the points of a certification.
///
/// @param counter counts samples in them
/// @param balls what they hold of the points
record CountingBalls(KnnBalls counter, PointBalls balls) {

  /// Computes the balls, and what would let classes be judged that cannot be.
  static CountingBalls of(Certification of, Consumer<String> progress) {
    Rows rows = of.rows();
    Dataset data = of.data();
    PointClasses classes = of.classes();
    progress.accept(String.format(Locale.ROOT, "computing %,d balls", of.plan().points()));
    if (rows.outOfCore()) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "the rows of '%s' do not fit into memory; choose some, such as '5000*%s'",
              data.name(),
              data.name()));
    }
    try (var _ = new Scope()) {
      Tensor points = of.space(rows); // [n, dim]
      KnnBalls counter = new KnnBalls(points, classes.label(), of.plan().k());
      if (of.plan().population()
          && Arrays.stream(counter.held()).anyMatch(h -> h != of.plan().k())) {
        throw new EverymodeException(
            "--population needs rows without ties in their distances, but there are ties; certify"
                + " the rows themselves, without it");
      }
      Map<String, String> remedies = new LinkedHashMap<>();
      classes.names().forEach(name -> remedies.put(name, ""));
      PointBalls balls = balls(counter, classes, remedies);
      Set<Integer> unknown = unknown(balls, of);
      if (unknown.isEmpty()) {
        return new CountingBalls(counter, balls);
      }
      progress.accept(
          String.format(
              Locale.ROOT, "looking for what would let %,d classes be judged", unknown.size()));
      boolean training = of.part().equals("held-out") && !data.train().outOfCore();
      new ClassRemedies(of.plan(), classes, of.extractor() != null)
          .of(unknown, points, training ? () -> of.space(data.train()) : null)
          .forEach((c, remedy) -> remedies.put(classes.names().get(c), remedy));
      return new CountingBalls(counter, balls(counter, classes, remedies));
    }
  }

  private static PointBalls balls(
      KnnBalls counter, PointClasses classes, Map<String, String> remedies) {
    return new PointBalls(counter.held(), counter.own(), classes.label(), remedies);
  }

  private static Set<Integer> unknown(PointBalls balls, Certification of) {
    Set<Integer> unknown = new TreeSet<>();
    List<String> names = balls.names();
    balls
        .byClass(of.plan())
        .forEach((name, counts) -> {
          if (!counts.judged()) {
            unknown.add(names.indexOf(name));
          }
        });
    return unknown;
  }
}
