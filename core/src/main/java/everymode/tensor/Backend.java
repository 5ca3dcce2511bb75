package everymode.tensor;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.bytedeco.pytorch.global.torch;

/// Loads LibTorch and sets its threads.
public final class Backend {

  private static final String MEMORY_LIMIT = "org.bytedeco.javacpp.maxPhysicalBytes";

  private Backend() {}

  static {
    // Before each new native object JavaCPP compares the process's resident memory with a limit.
    // For that it reads a file of the operating system: some percent of a small training step.
    // Scopes free tensors in time, so nothing needs that limit. It is read when Loader wakes up.
    if (System.getProperty(MEMORY_LIMIT) == null) {
      System.setProperty(MEMORY_LIMIT, "0");
    }
    Loader.load(torch.class);
    // Two spinning thread pools (OpenBLAS and OpenMP) on the same cores slow small models down by
    // an order of magnitude; OpenMP serves all of them well alone.
    openblas_nolapack.blas_set_num_threads(1);
  }

  /// Loads the native libraries; cheap when they are there already.
  ///
  /// @throws LinkageError when this platform has no native libraries on the class path
  public static void load() {
    // The static initialiser did it.
  }

  /// Sets how many threads LibTorch uses for work that the calling thread starts.
  ///
  /// Equal numbers of threads give equal bytes; results of 1 and 2 threads may differ in the last
  /// digits.
  ///
  /// @param threads at least 1
  public static void threads(int threads) {
    torch.set_num_threads(threads);
  }

  /// How many threads LibTorch uses for work that the calling thread starts.
  ///
  /// @return at least 1
  public static int threads() {
    return torch.get_num_threads();
  }

  /// The version of the native library, for provenance.
  ///
  /// @return such as `LibTorch 2.10.0-1.5.13`
  public static String version() {
    String version = torch.class.getPackage().getImplementationVersion();
    return "LibTorch " + (version == null ? "of unknown version" : version);
  }
}
