package everymode.run;

import everymode.config.ConfigRecords;
import everymode.data.Dataset;
import everymode.data.catalog.Datasets;
import everymode.io.TensorFile;
import everymode.random.RandomKey;
import everymode.tensor.Scope;
import everymode.tensor.StateSnapshot;
import everymode.train.Families;
import everymode.train.Family;
import everymode.train.Model;
import everymode.train.PartPlan;
import everymode.train.TrainingLoop;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/// Trains a part of a mixture from its plan alone, in this or another process. The result is
/// bitwise equal to that of the part trained within its mixture, for an equal number of threads.
///
/// @param plan what to train
/// @param key the random key of the part, see [everymode.train.PartExecutor.Part#key]
public record PartTraining(PartPlan plan, RandomKey key) {

  /// This as one line of JSON, for another process.
  public String json() {
    return Json.line(Json.object().putPOJO("plan", plan).put("key", key.seed()));
  }

  /// Reads the output of [#json].
  public static PartTraining read(String json) {
    var node = Json.read(json);
    return new PartTraining(
        Json.value(node.path("plan"), PartPlan.class), new RandomKey(node.path("key").asLong()));
  }

  /// Trains to the end and writes the state.
  ///
  /// @param out a safetensors file, whose tensors are for
  ///   [everymode.train.PartExecutor.Part#complete]
  public void train(Path out) {
    Dataset data = Datasets.open(plan.data());
    Dataset rows =
        plan.shares().isEmpty()
            ? data
            : data.weighted(plan.shares().stream().mapToDouble(Double::doubleValue).toArray());
    Model model = build(Families.named(plan.family()), rows);
    TrainingLoop loop = new TrainingLoop(model, key, _ -> {});
    loop.finish();
    model.finish();
    try (var _ = new Scope()) {
      TensorFile.write(out, StateSnapshot.of(loop), Map.of());
    } catch (IOException e) {
      throw RunDirectory.failed("write", out, e);
    }
  }

  private <C extends Record> Model build(Family<C> family, Dataset rows) {
    C config = ConfigRecords.changed(family.defaults(rows), plan.config(), "plan");
    return family.build(config, rows, new RandomKey(plan.seed()));
  }
}
