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

/// What samples are evaluated against: a data set, or another run, whose samples then take the
/// place of real rows.
public final class Reference {

  private static final int ROWS = 10_000;
  private static final String NOTE = "The real rows are samples of another run.";

  private Reference() {}

  /// Whether a path is a run directory; false for text that is not a valid path.
  public static boolean run(String path) {
    try {
      return Files.isRegularFile(new RunDirectory(Path.of(path)).effective());
    } catch (InvalidPathException _) {
      return false;
    }
  }

  /// Opens the reference that samples are evaluated against.
  ///
  /// @param spec a data set as on the command line, or a run directory, of which 10,000 samples
  ///   each serve as held-out and as training rows
  /// @param device the device of a run's model
  /// @throws everymode.error.EverymodeException when `spec` is neither
  public static Dataset open(String spec, Device device) {
    if (!run(spec)) {
      return Datasets.open(spec);
    }
    Trained trained = Trained.open(Path.of(spec), device);
    return TrainHeldOutSplit.of(rows(trained, "train"), rows(trained, "held-out"))
        .noting(List.of(NOTE))
        .dataset(spec, trained.data().domain(), List.of());
  }

  /// Opens the reference that a run is evaluated against, with the columns of the run, found by
  /// their names.
  ///
  /// @param spec as for [#open(String, Device)]
  /// @throws everymode.error.EverymodeException when `spec` is neither, or does not fit the run
  public static Dataset open(Trained trained, String spec, Device device) {
    return open(spec, device).like(trained.data().domain(), trained.directory().columns());
  }

  private static Rows rows(Trained trained, String part) {
    RandomKey key = new RandomKey(0).fold("reference").fold(part);
    try (var _ = new Scope()) {
      return Rows.of(Scope.own(trained.sampler().sample(ROWS, key)), null);
    }
  }
}
