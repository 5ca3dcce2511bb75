package everymode.dynamics;

import java.util.ArrayList;
import java.util.List;
import org.hipparchus.special.Erf;

/// F, the density of the data less that of the generator, and the loss of discriminators.
///
/// Derivatives are closed: `∂L/∂r = F(r)` and `∂L/∂l = −F(l)` at the ends of an interval, and
/// `∂L/∂μᵢ = ½ Σⱼ (φ(rⱼ − μᵢ) − φ(lⱼ − μᵢ))`.
///
/// @param target the means of the data
/// @param generator the means of the generator
public record DensityGap(Means target, Means generator) {

  private static final double HEIGHT = 1 / Math.sqrt(2 * Math.PI);
  private static final double ROOT_2 = Math.sqrt(2);

  /// F and its derivatives at a point.
  ///
  /// @param value F
  /// @param slope the derivative by the point
  /// @param byMeans the derivatives by the means of the generator
  record Local(double value, double slope, Means byMeans) {}

  /// φ, the density of a standard Gaussian. The same on every machine, unlike `Math.exp`.
  private static double phi(double x) {
    return HEIGHT * StrictMath.exp(-x * x / 2);
  }

  /// F at a point.
  ///
  /// @param x may be infinite
  public double at(double x) {
    double data = phi(x - target.first()) + phi(x - target.second());
    return (data - (phi(x - generator.first()) + phi(x - generator.second()))) / 2;
  }

  /// F with its derivatives.
  ///
  /// @param x finite
  Local local(double x) {
    double t1 = phi(x - target.first());
    double t2 = phi(x - target.second());
    double g1 = phi(x - generator.first());
    double g2 = phi(x - generator.second());
    Means byMeans =
        new Means(-(x - generator.first()) * g1 / 2, -(x - generator.second()) * g2 / 2);
    double data = (x - target.first()) * t1 + (x - target.second()) * t2;
    return new Local(
        (t1 + t2 - (g1 + g2)) / 2, -data / 2 - byMeans.first() - byMeans.second(), byMeans);
  }

  /// The integral of F over an interval, negative of that when it is crossed.
  double over(Interval interval) {
    double data = mass(interval, target.first()) + mass(interval, target.second());
    return (data - (mass(interval, generator.first()) + mass(interval, generator.second()))) / 2;
  }

  private static double mass(Interval interval, double mean) {
    return Erf.erf((interval.left() - mean) / ROOT_2, (interval.right() - mean) / ROOT_2) / 2;
  }

  /// The loss of a discriminator.
  public double loss(Discriminator discriminator) {
    return 1 + over(discriminator.first()) + over(discriminator.second());
  }

  /// The derivatives of the loss by the means of the generator, the discriminator held fixed.
  public Means gradient(Discriminator discriminator) {
    return gradient(discriminator.first()).plus(1, gradient(discriminator.second()));
  }

  /// The derivatives of the integral over one interval.
  Means gradient(Interval interval) {
    return new Means(
        difference(interval, generator.first()), difference(interval, generator.second()));
  }

  private static double difference(Interval interval, double mean) {
    return (phi(interval.right() - mean) - phi(interval.left() - mean)) / 2;
  }

  /// The discriminator with the largest loss, 1 where F is above 0. Two intervals suffice, because
  /// F has at most three zeros.
  public Discriminator optimal() {
    ExponentialSum sum = ExponentialSum.of(target, generator);
    List<Interval> positive = new ArrayList<>();
    boolean above = sum.signAtMinusInfinity() > 0;
    double from = Double.NEGATIVE_INFINITY;
    for (double root : sum.roots()) {
      if (above) {
        positive.add(new Interval(from, root));
      }
      from = root;
      above = !above;
    }
    if (above) {
      positive.add(new Interval(from, Double.POSITIVE_INFINITY));
    }
    return Discriminator.of(positive);
  }

  /// The total variation distance of data and generator, in [0, 1].
  public double totalVariation() {
    return loss(optimal()) - 1;
  }
}
