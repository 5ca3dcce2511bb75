package everymode.metric;

/// What the classes are whose verdicts an evaluation gives.
public enum ClassSource {
  /// Known modes, or the labels of the data.
  LABELS,
  /// Clusters, which stand in the place of labels.
  CLUSTERS,
  /// None: nothing is judged.
  IGNORE
}
