package everymode.model.hgan;

import everymode.data.Dataset;
import everymode.model.autoregressive.AutoregressiveTraining;
import everymode.nn.ForwardContext;
import everymode.random.RandomKey;
import everymode.tensor.Autograd;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import everymode.tensor.StateVisitor;
import everymode.tensor.Stateful;
import everymode.train.FitStep;
import everymode.train.Stage;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// What the teacher says of samples, as values like them: how probable each is, or what the teacher
/// expects in its place. Gradients flow through it to the samples; the teacher is not trained by
/// them.
final class Evidence implements Stateful {

  private static final int ROWS = 256;
  private static final double MOST = 5; // standard deviations

  private final AutoregressiveTraining teacher;
  private final Dataset data;
  private final boolean means;
  private double mean;
  private double deviation = 1;

  /// @param means whether it is what the teacher expects, which has the scale of the samples
  Evidence(AutoregressiveTraining teacher, Dataset data, boolean means) {
    this.teacher = teacher;
    this.data = data;
    this.means = means;
  }

  /// The stage that finds the scale of the logarithms of probabilities, at real rows.
  Stage scale() {
    return new Stage.Fit("evidence", means ? 0 : 1, (_, key) -> scale(key));
  }

  private FitStep.Result scale(RandomKey key) {
    try (var _ = new Scope()) {
      Tensor rows = RandomTensors.integers(key, data.train().size(), ROWS);
      Tensor x = data.batch(rows).x();
      Tensor all = Autograd.noGrad(() -> teacher.network().logProb(x, teacher.use()));
      mean = all.mean().item_double();
      deviation = Math.max(1e-6, all.std().item_double());
      return FitStep.Result.FINISHED;
    }
  }

  /// Samples with the evidence as further channels.
  ///
  /// @param x `[n, c, ...]`
  /// @return `[n, 2c, ...]`
  Tensor beside(Tensor x) {
    ForwardContext pass = teacher.use();
    return Ops.concatChannels(
        x, means ? teacher.network().mean(x, pass) : scaled(teacher.network().logProb(x, pass)));
  }

  private Tensor scaled(Tensor logs) {
    return Ops.times(Ops.plus(logs, -mean), 1 / deviation)
        .clamp_min(new Scalar(-MOST))
        .clamp_max(new Scalar(MOST));
  }

  @Override
  public void state(StateVisitor s) {
    mean = s.number("mean", mean);
    deviation = s.number("deviation", deviation);
  }
}
