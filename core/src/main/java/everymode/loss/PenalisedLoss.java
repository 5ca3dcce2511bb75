package everymode.loss;

import everymode.nn.Layer;
import everymode.tensor.Autograd;
import everymode.tensor.Ops;
import everymode.train.Objective;
import everymode.train.StepContext;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/// The discriminator's objective: a loss of its scores, and gradient penalties. Penalties at real
/// or generated rows differentiate the scores of the loss, so that a row is scored once in a step.
///
/// @param discriminator a network to `[n, outputs]`
/// @param generated the generator's samples
/// @param penalties gradient penalties
/// @param loss the loss of scores
record PenalisedLoss(
    Layer discriminator, GeneratedSamples generated, List<Penalty> penalties, Scoring loss)
    implements Objective {

  /// The loss of a batch of real and one of generated rows.
  @FunctionalInterface
  interface Scoring {

    /// The loss and the scores that it compares.
    ///
    /// @param real scores of real rows `[n, outputs]`
    /// @param fake scores of generated rows `[n, outputs]`
    /// @param context supplies classes and components
    Scored of(Tensor real, Tensor fake, StepContext context);
  }

  /// A loss, and for each row the score that tells real rows from generated ones, whose gradient
  /// penalties measure.
  ///
  /// @param loss shape []
  /// @param real `[n, 1]`
  /// @param fake `[n, 1]`
  record Scored(Tensor loss, Tensor real, Tensor fake) {}

  @Override
  public Tensor at(StepContext context) {
    List<Penalty> due = penalties.stream().filter(penalty -> penalty.due(context.step())).toList();
    boolean atReal = due.stream().anyMatch(Penalty.R1.class::isInstance);
    boolean atFake = due.stream().anyMatch(Penalty.R2.class::isInstance);
    Tensor x = differentiable(context.real().x(), atReal); // [n, ...]
    Tensor y = differentiable(generated.data(context), atFake); // [n, ...]
    // With one penalty, rows of the other kind would only make its gradient more expensive.
    List<Tensor> scores =
        atReal == atFake
            ? AdversarialLoss.scores(discriminator, List.of(x, y), context.pass())
            : List.of(
                discriminator.apply(x, context.pass()), discriminator.apply(y, context.pass()));
    Scored scored = loss.of(scores.get(0), scores.get(1), context);
    List<Tensor> inputs = new ArrayList<>();
    List<Tensor> sums = new ArrayList<>();
    if (atReal) {
      inputs.add(x);
      sums.add(scored.real.sum());
    }
    if (atFake) {
      inputs.add(y);
      sums.add(scored.fake.sum());
    }
    TensorVector slopes =
        inputs.isEmpty()
            ? new TensorVector()
            : Autograd.gradients(
                sums.stream().reduce(Tensor::add).orElseThrow(), Ops.vector(inputs), true);
    Tensor all = scored.loss;
    for (Penalty penalty : due) {
      Tensor value =
          switch (penalty) {
            case Penalty.Gradient _ -> penalty.objective(discriminator, generated).at(context);
            case Penalty.R1 _ -> Penalty.halfSquare(slopes.get(0)); // of x
            case Penalty.R2 _ -> Penalty.halfSquare(slopes.get(inputs.size() - 1)); // of y
          };
      all = all.add(Ops.times(value, penalty.factor(context.step())));
    }
    return all;
  }

  /// Rows at which a gradient can be taken; rows that are attached to a graph stay so.
  private static Tensor differentiable(Tensor rows, boolean wanted) {
    return wanted && !rows.requires_grad() ? rows.detach().requires_grad_(true) : rows;
  }
}
