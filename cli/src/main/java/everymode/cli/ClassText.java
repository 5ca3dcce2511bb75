package everymode.cli;

import everymode.certify.Certificate;
import everymode.certify.PointBalls;
import everymode.coverage.CertificatePlan;
import everymode.coverage.ClassCertificate;
import everymode.coverage.SequentialTest;
import everymode.run.Json;
import java.util.Formatter;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/// The classes of a certificate as lines of text.
final class ClassText {

  private ClassText() {}

  /// One line per class, then the rule; empty without classes.
  static String of(Certificate certificate, SequentialTest test) {
    Map<String, ClassCertificate> classes = certificate.byClass(test);
    Formatter text = new Formatter(Locale.ROOT);
    classes.forEach((name, of) -> {
      String remedy = certificate.remedy(name, of.verdict());
      text.format(
          "    %-20s %-10s %,7d of %,7d balls certified, %,7d points%s%n",
          name,
          Certificate.word(of.verdict()),
          of.certified(),
          of.balls(),
          of.points(),
          remedy.isEmpty() ? "" : "; try " + remedy);
    });
    if (!classes.isEmpty()) {
      text.format("  %s%n", ClassCertificate.rule(certificate.plan().ratio()));
    }
    return text.toString();
  }

  /// Which classes can be judged at all; empty without classes.
  static String planned(CertificatePlan plan, PointBalls balls) {
    Map<String, ClassCertificate> classes = balls.byClass(plan);
    if (classes.isEmpty()) {
      return "";
    }
    Formatter text = new Formatter(Locale.ROOT);
    long judged = classes.values().stream().filter(ClassCertificate::judged).count();
    text.format("%n  %,d of %,d classes can be judged", judged, classes.size());
    classes.forEach((name, of) -> {
      if (!of.judged()) {
        text.format(
            "%n    %-20s not judged: %,d of %,d points have a ball that counts; try %s",
            name, of.balls(), of.points(), balls.classes().get(name));
      }
    });
    text.format("%n  %s", ClassCertificate.rule(plan.ratio()));
    return text.toString();
  }

  /// The same as JSON.
  ///
  /// @return by class `judged`, `points`, `balls` and, where it cannot be judged, `remedy`
  static ObjectNode json(CertificatePlan plan, PointBalls balls) {
    ObjectNode json = Json.object();
    balls
        .byClass(plan)
        .forEach((name, of) -> {
          ObjectNode node = json.putObject(name).put("judged", of.judged());
          node.put("points", of.points()).put("balls", of.balls());
          if (!of.judged()) {
            node.put("remedy", balls.classes().get(name));
          }
        });
    return json;
  }
}
