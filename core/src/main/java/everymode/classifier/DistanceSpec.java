package everymode.classifier;

import everymode.data.Dataset;
import everymode.embedding.Distance;
import java.nio.file.Path;

/// The recipe of a distance.
public sealed interface DistanceSpec {

  /// Builds the distance.
  ///
  /// @param data whose rows are apart
  /// @return the distance
  /// @throws everymode.error.EverymodeException when a judge does not open
  Distance build(Dataset data);

  /// Euclid's distance.
  record Euclidean() implements DistanceSpec {
    @Override
    public Distance build(Dataset data) {
      return Distance.euclidean(data.domain());
    }
  }

  /// The sum of differences.
  record L1() implements DistanceSpec {
    @Override
    public Distance build(Dataset data) {
      return Distance.l1(data.domain());
    }
  }

  /// The chord between directions.
  record Cosine() implements DistanceSpec {
    @Override
    public Distance build(Dataset data) {
      return Distance.cosine(data.domain());
    }
  }

  /// Between the probabilities of a classifier.
  ///
  /// @param file as [FeatureExtractors#open] takes it
  record Classifier(String file) implements DistanceSpec {
    @Override
    public Distance build(Dataset data) {
      return new ClassifierDistance(FeatureExtractors.open(Path.of(file)));
    }
  }
}
