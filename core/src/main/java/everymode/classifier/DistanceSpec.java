package everymode.classifier;

import everymode.data.Dataset;
import everymode.embedding.Distance;
import java.nio.file.Path;

/// Configuration of a distance.
public sealed interface DistanceSpec {

  /// Builds the distance.
  ///
  /// @param data the data set whose rows are compared
  /// @throws everymode.error.EverymodeException when the file of a classifier cannot be opened
  Distance build(Dataset data);

  /// Euclidean distance.
  record Euclidean() implements DistanceSpec {
    @Override
    public Distance build(Dataset data) {
      return Distance.euclidean(data.domain());
    }
  }

  /// Sum of absolute differences.
  record L1() implements DistanceSpec {
    @Override
    public Distance build(Dataset data) {
      return Distance.l1(data.domain());
    }
  }

  /// Chord length between normalised vectors.
  record Cosine() implements DistanceSpec {
    @Override
    public Distance build(Dataset data) {
      return Distance.cosine(data.domain());
    }
  }

  /// Euclidean distance between the class probabilities of a classifier.
  ///
  /// @param file any file that [FeatureExtractors#open] accepts
  record Classifier(String file) implements DistanceSpec {
    @Override
    public Distance build(Dataset data) {
      return new ClassifierDistance(FeatureExtractors.open(Path.of(file)));
    }
  }
}
