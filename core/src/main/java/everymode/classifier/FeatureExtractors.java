package everymode.classifier;

import everymode.error.EverymodeException;
import everymode.io.Sha256;
import everymode.io.TensorFile;
import everymode.io.TorchFile;
import everymode.metric.feature.FeatureExtractor;
import everymode.tensor.Scope;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// Opens classifiers and feature extractors.
public final class FeatureExtractors {

  private FeatureExtractors() {}

  /// Opens a feature extractor.
  ///
  /// @param file a classifier made by `classifier train` (`.safetensors`), published weights of a
  ///   LeNet-5 or of a ResNet for CIFAR-10 (`.pth`, `.th`), or a TorchScript module (`.pt`) that
  ///   maps images in [0, 1] to features, or to features and logits
  /// @throws EverymodeException when the file is missing, invalid, or of an unknown network
  public static FeatureExtractor open(Path file) {
    exists(file);
    if (tensors(file)) {
      try (var _ = new Scope()) {
        return TrainedClassifier.of(file, TensorFile.read(file));
      }
    }
    String name = String.valueOf(file.getFileName()).replaceFirst("\\.[^.]*$", "");
    if (TorchFile.script(file)) {
      return TorchScriptExtractor.open(file, "script:" + name + "@" + hash(file));
    }
    try (var _ = new Scope()) {
      return PublishedNetwork.of(file, TorchFile.read(file), hash(file));
    }
  }

  /// Reads the metadata of a classifier without its weights.
  ///
  /// @param file a classifier made by `classifier train`
  /// @throws EverymodeException when the file is missing, or of another kind
  public static ClassifierCard card(Path file) {
    exists(file);
    if (!tensors(file)) {
      throw new EverymodeException(
          file
              + ": has no metadata, as only .safetensors files of 'classifier train' have; use 'classifier check'");
    }
    return ClassifierCard.of(file, TensorFile.metadata(file));
  }

  private static boolean tensors(Path file) {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(".safetensors");
  }

  private static void exists(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new EverymodeException(
          "there is no classifier "
              + file
              + "; train one with 'everymode classifier train --data NAME'");
    }
  }

  /// The first four hexadecimal digits of a file's SHA-256.
  private static String hash(Path file) {
    return Sha256.of(file).substring(0, 4);
  }
}
