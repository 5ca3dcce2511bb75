package everymode.model.hgan;

import everymode.loss.AdversarialObjectives;
import everymode.loss.GeneratedBatch;
import everymode.nn.Layer;
import everymode.tensor.Ops;
import everymode.train.Objective;
import everymode.train.StepContext;
import java.util.function.LongToDoubleFunction;
import org.bytedeco.pytorch.Tensor;

/// One discriminator that tells real rows (0), samples of the teacher (1) and generated ones (2)
/// apart. The generator minimises `−ln (P(0) + w P(1))`.
///
/// @param pool samples of the teacher
/// @param weight w at a step
record ThreeWay(TeacherPool pool, LongToDoubleFunction weight) implements AdversarialObjectives {

  @Override
  public int outputs() {
    return 3;
  }

  @Override
  public Objective discriminator(Layer discriminator, GeneratedBatch generated) {
    return context -> {
      Tensor taught = pool.inPlaceOfReal(context).real().x();
      return loss(discriminator, context.real().x(), 0, context)
          .add(loss(discriminator, taught, 1, context))
          .add(loss(discriminator, generated.data(context), 2, context));
    };
  }

  private static Tensor loss(Layer discriminator, Tensor x, int label, StepContext context) {
    Tensor scores = discriminator.apply(x, context.pass()); // [n, 3]
    return Ops.crossEntropy(scores, Ops.repeated(label, (int) x.size(0)));
  }

  @Override
  public Objective generator(Layer discriminator, GeneratedBatch generated) {
    return context -> {
      Tensor scores = discriminator.apply(generated.of(context), context.pass()); // [n, 3]
      double share = Math.log(Math.max(Double.MIN_NORMAL, weight.applyAsDouble(context.step())));
      Tensor taught = Ops.plus(scores.narrow(1, 1, 1), share);
      Tensor wanted = Ops.concatChannels(scores.narrow(1, 0, 1), taught).logsumexp(1);
      return scores.logsumexp(1).sub(wanted).mean();
    };
  }
}
