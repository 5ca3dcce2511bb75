package everymode.bench;

import everymode.train.TrainingLoop;
import java.util.List;
import java.util.function.Supplier;

/// A game whose training step is timed.
///
/// @param name name of the case in the output
/// @param burst steps that are timed together
/// @param warm warm-up steps
/// @param target target speed-up over PyTorch
/// @param flops useful floating-point operations of a step, see [Work]
/// @param opening makes an endless training loop
record Case(
    String name, int burst, int warm, double target, double flops, Supplier<TrainingLoop> opening) {

  static final List<Case> ALL =
      List.of(
          FixedBatchModel.mlp(),
          FixedBatchModel.dcgan(),
          DefaultGames.bourgan(),
          DefaultGames.r3gan());

  static Case named(String name) {
    return ALL.stream().filter(each -> each.name.equals(name)).findFirst().orElseThrow();
  }
}
