package everymode.train;

import everymode.tensor.Stateful;

/// A part of a stage that another process can train from its plan alone.
public interface RemotePart {

  /// What to train.
  PartPlan plan();

  /// The model that the plan describes, within the part.
  Stateful model();
}
