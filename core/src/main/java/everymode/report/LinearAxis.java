package everymode.report;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/// A linear scale from values to drawing units, with ticks at round numbers.
///
/// @param low smallest value shown
/// @param high largest value shown, greater than `low`
/// @param from position of `low`
/// @param to position of `high`
record LinearAxis(double low, double high, double from, double to) {
  private static final double LARGEST = 1e100;
  private static final double SMALLEST = 1e-100;

  /// Whether a value can be drawn; larger ones would overflow.
  static boolean drawable(double value) {
    return Math.abs(value) <= LARGEST;
  }

  /// An axis over all values, widened when they are all equal; `[0, 1]` without values.
  static LinearAxis over(Collection<Double> values, double from, double to) {
    double low = stream(values).min().orElse(0);
    double high = stream(values).max().orElse(1);
    double size = Math.max(Math.abs(low), Math.abs(high));
    if (high - low <= size * 1e-6 + SMALLEST) {
      double half = size <= SMALLEST ? 1 : size / 10;
      return new LinearAxis(low - half, high + half, from, to);
    }
    return new LinearAxis(low, high, from, to);
  }

  private static DoubleStream stream(Collection<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).filter(LinearAxis::drawable);
  }

  LinearAxis widened(double share) {
    double more = (high - low) * share;
    return new LinearAxis(low - more, high + more, from, to);
  }

  double at(double value) {
    return from + (value - low) / (high - low) * (to - from);
  }

  boolean holds(double value) {
    return value >= low && value <= high;
  }

  /// Three to eight round values.
  List<Double> ticks() {
    double step = step();
    return LongStream.rangeClosed(
            (long) Math.ceil(low / step - 1e-9), (long) Math.floor(high / step + 1e-9))
        .mapToObj(i -> i * step)
        .toList();
  }

  String label(double tick) {
    double step = step();
    double size = Math.max(Math.abs(low), Math.abs(high));
    if (size >= 1e10 || step < 1e-5) {
      return Format.minus(String.format(Locale.ROOT, "%.3g", tick));
    }
    double unit = size >= 1e6 ? 1e6 : 1;
    int decimals = Math.max(0, (int) -Math.floor(Math.log10(step / unit * 1.0001)));
    String number = String.format(Locale.ROOT, "%,." + decimals + "f", tick / unit + 0.0);
    return Format.minus(number) + (unit == 1 || tick == 0 ? "" : "M");
  }

  /// An axis of the same middle.
  LinearAxis around(double half) {
    double middle = low / 2 + high / 2;
    return new LinearAxis(middle - half, middle + half, from, to);
  }

  /// The width of the widest tick label.
  double labelWidth() {
    return SvgWriter.widest(ticks().stream().map(this::label));
  }

  private double step() {
    double rough = (high - low) / 5;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double digit = rough / power;
    return power * (digit < 1.5 ? 1 : digit < 3 ? 2 : digit < 7 ? 5 : 10);
  }
}
