package everymode.mixture;

/// A sum in twice the precision.
///
/// Quartiles of equal weights are often reached exactly, so that the last bit of a sum decides
/// which of two values is one.
///
/// *Source:* Knuth, "The Art of Computer Programming", volume 2, 4.2.2, for the error of a sum.
final class ExactSum {

  private double sum;
  private double rest;

  void add(double value) {
    double next = sum + value;
    double part = next - sum;
    rest += (sum - (next - part)) + (value - part);
    sum = next;
  }

  double value() {
    return sum + rest;
  }
}
