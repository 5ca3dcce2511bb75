package everymode.model.gan;

import everymode.config.ConfigRecords;
import everymode.train.BuildContext;
import everymode.train.DefaultsContext;
import everymode.train.Family;
import everymode.train.Model;

/// A family that is [Gan] with another name and other default values.
sealed interface GanPreset extends Family<GanConfig> permits Pacgan, R3gan, UnrolledGan, WganGp {

  /// The changes to the default configuration of `gan`.
  ///
  /// @return a group of keys as YAML, such as `{packing: 2}`
  String delta();

  /// The time of a step as a multiple of that of `gan`, about.
  double cost();

  @Override
  default GanConfig defaults(DefaultsContext context) {
    return ConfigRecords.changed(new Gan().defaults(context.costing(cost())), delta(), name());
  }

  @Override
  default Model build(BuildContext<GanConfig> context) {
    return new Gan().build(context);
  }
}
