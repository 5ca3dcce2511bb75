package everymode.run;

import everymode.data.Dataset;
import everymode.data.Rows;
import everymode.data.TrainHeldOutSplit;
import everymode.data.catalog.Datasets;
import everymode.random.RandomKey;
import everymode.tensor.Device;
import everymode.tensor.Scope;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/// What samples are measured against: a data set, or another run, whose samples then stand for real
/// rows.
public final class Reference {

  private static final int ROWS = 10_000;
  private static final String NOTE = "The real rows are samples of another run.";

  private Reference() {}

  /// Whether a path leads to a run.
  ///
  /// @param path any text
  /// @return true for a folder with a run in it
  public static boolean run(String path) {
    try {
      return Files.isRegularFile(new RunDirectory(Path.of(path)).effective());
    } catch (InvalidPathException _) {
      return false;
    }
  }

  /// Opens what samples are measured against.
  ///
  /// @param spec a data set as on the command line, or a run directory, of which 10,000 samples
  ///   each then stand for held-out and for training rows
  /// @param device where a run's model works
  /// @return the data set
  /// @throws everymode.error.EverymodeException when there is neither
  public static Dataset open(String spec, Device device) {
    if (!run(spec)) {
      return Datasets.open(spec);
    }
    Trained trained = Trained.open(Path.of(spec), device);
    return TrainHeldOutSplit.of(rows(trained, "train"), rows(trained, "held-out"))
        .noting(List.of(NOTE))
        .dataset(spec, trained.data().domain(), List.of());
  }

  private static Rows rows(Trained trained, String part) {
    RandomKey key = new RandomKey(0).fold("reference").fold(part);
    try (var _ = new Scope()) {
      return Rows.of(Scope.own(trained.sampler().sample(ROWS, key)), null);
    }
  }
}
