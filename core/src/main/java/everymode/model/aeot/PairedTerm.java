package everymode.model.aeot;

import everymode.nn.Layer;
import everymode.tensor.Autograd;
import everymode.tensor.Ops;
import everymode.train.Objective;
import everymode.train.StepContext;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;

/// Keeps real samples x at their codes z = f(x): `a · mean (x − G(z))² + b · mean (z − f(G(z)))²`,
/// means over samples and their values. The encoder f is frozen, but gradients flow through it.
///
/// @param generator G
/// @param encoder f, from samples in model units to codes
/// @param content a
/// @param consistency b
record PairedTerm(
    Layer generator, UnaryOperator<Tensor> encoder, double content, double consistency)
    implements Objective {

  @Override
  public Tensor at(StepContext context) {
    if (content == 0 && consistency == 0) {
      return Ops.zeros();
    }
    Tensor x = context.real().x(); // [n, ...]
    Tensor z = Autograd.noGrad(() -> encoder.apply(x)); // [n, dim]
    Tensor made = generator.apply(z, context.pass()); // [n, ...]
    Tensor off = Ops.times(made.sub(x).square().mean(), content);
    return consistency == 0
        ? off
        : off.add(Ops.times(encoder.apply(made).sub(z).square().mean(), consistency));
  }
}
