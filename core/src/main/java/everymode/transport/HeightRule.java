package everymode.transport;

import everymode.config.Require;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import everymode.tensor.StateVisitor;
import everymode.tensor.Stateful;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// How heights move after the points of a step were counted.
public sealed interface HeightRule {

  /// What the rule remembers between steps, at its beginning.
  ///
  /// @param n number of heights
  State begin(int n);

  /// The planes at some points of the source, with the current heights.
  interface Planes {

    /// The median distance of the two highest planes, above 0.
    double gap();

    /// The standard deviation of the planes at a point.
    double deviation();
  }

  /// What a rule remembers between steps.
  interface State extends Stateful {

    /// The temperature at which the points of a step are counted: see [PowerCells#masses].
    ///
    /// @param step from 0
    default double temperature(long step, Planes planes) {
      return 0;
    }

    /// The number of steps after which the heights were near their places, so that the mean of all
    /// later ones is worth taking; -1 while they are not.
    default long settled() {
      return 0;
    }

    /// The change of the heights, before their mean is subtracted.
    ///
    /// @param mass share of the points in each cell, float64 `[n]`
    /// @param due weight of each target, float64 `[n]`
    /// @param points number of points that were counted
    /// @param step from 0
    /// @return float64 `[n]`
    Tensor change(Tensor mass, Tensor due, long points, long step);
  }

  /// Adam on the gradient `w − ν`, without correction of the bias. The three forms of the authors:
  /// `beta2` of .999 (released code in Python) or .5 (paper), and with .5 one scale for all heights
  /// (released code in MATLAB).
  ///
  /// *Source:* An et al., "AE-OT", ICLR 2020.
  ///
  /// @param rate of a step, where the targets have mean 0 and their coordinates a mean square of 1
  /// @param beta2 decay of the mean of squares
  /// @param common whether all heights share the sum of squares
  record Adam(double rate, double beta2, boolean common) implements HeightRule {

    private static final double BETA1 = 0.9;
    private static final double EPS = 1e-8;

    /// Validates the values.
    public Adam {
      Require.positive("rate", rate);
      Require.fraction("beta2", beta2);
    }

    /// The form of the released code in Python.
    public static Adam defaults() {
      return new Adam(0.05, 0.999, false);
    }

    @Override
    public State begin(int n) {
      return new Moments(this, n);
    }

    private static final class Moments implements State {
      private final Adam rule;
      private final Tensor mean; // float64 [n]
      private final Tensor square; // float64 [n], or [1]

      Moments(Adam rule, int n) {
        this.rule = rule;
        mean = Scope.owned(() -> Ops.toDouble(Ops.zeros(n)));
        square = Scope.owned(() -> Ops.toDouble(Ops.zeros(rule.common ? 1 : n)));
      }

      @Override
      public Tensor change(Tensor mass, Tensor due, long points, long step) {
        Tensor gradient = mass.sub(due);
        Tensor squared = gradient.square();
        mean.mul_(new Scalar(BETA1)).add_(gradient, new Scalar(1 - BETA1));
        square
            .mul_(new Scalar(rule.beta2))
            .add_(rule.common ? squared.sum() : squared, new Scalar(1 - rule.beta2));
        return Ops.times(mean.div(Ops.plus(square.sqrt(), EPS)), -rule.rate);
      }

      @Override
      public void state(StateVisitor s) {
        s.tensor("mean", mean);
        s.tensor("square", square);
      }
    }
  }

  /// Sinkhorn's iteration, at a temperature τ that falls: `h ← h − τ ln(w / ν)`, with the masses w
  /// of entropic transport. While τ is high all heights move together, and at its end only
  /// neighbouring ones; the gradient of Adam sees an empty cell no better than one that lacks a
  /// tenth. Then cells are counted as they are, and each step is smaller than the one before.
  ///
  /// *Source:* entropic transport: Cuturi, NeurIPS 2013; falling temperature: Schmitzer, SIAM J.
  /// Sci. Comput. 41, 2019. That the last steps take the cells' own masses is ours.
  ///
  /// @param fall factor of τ from step to step, from the spread of the planes at a point down, in
  ///   (0, 1)
  /// @param last τ at the end of the fall, in median distances of the two highest planes, above 0
  /// @param halving further steps after which a step is half as large, above 0
  record Sinkhorn(double fall, double last, double halving) implements HeightRule {

    private static final int LOOK = 5; // steps between two looks at the planes

    /// Validates the values.
    public Sinkhorn {
      Require.fraction("fall", fall);
      Require.positive("fall", fall);
      Require.positive("last", last);
      Require.positive("halving", halving);
    }

    /// The defaults: by a twentieth in each step, to a temperature of .3.
    public static Sinkhorn defaults() {
      return new Sinkhorn(0.95, 0.3, 20);
    }

    @Override
    public State begin(int n) {
      return new Annealing(this);
    }

    private static final class Annealing implements State {
      private final Sinkhorn rule;
      private double temperature;
      private double end;
      private long settled = -1;

      Annealing(Sinkhorn rule) {
        this.rule = rule;
      }

      @Override
      public long settled() {
        return settled;
      }

      @Override
      public double temperature(long step, Planes planes) {
        if (settled >= 0) {
          return 0;
        }
        temperature = step == 0 ? planes.deviation() : temperature * rule.fall;
        if (step % LOOK == 0) {
          end = rule.last * planes.gap();
        }
        if (temperature <= end) {
          settled = step;
        }
        return settled < 0 ? temperature : 0;
      }

      @Override
      public Tensor change(Tensor mass, Tensor due, long points, long step) {
        Tensor count = Ops.plus(Ops.times(mass, (double) points), 0.5); // finite for empty cells
        Tensor wanted = Ops.plus(Ops.times(due, (double) points), 0.5);
        long further = settled < 0 ? 0 : step - settled;
        return Ops.times(count.div(wanted).log(), -temperature / (1 + further / rule.halving));
      }

      @Override
      public void state(StateVisitor s) {
        temperature = s.number("temperature", temperature);
        end = s.number("end", end);
        settled = s.counter("settled", settled);
      }
    }
  }
}
