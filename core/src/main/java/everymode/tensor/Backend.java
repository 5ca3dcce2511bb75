package everymode.tensor;

import java.nio.file.Path;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/// Loads LibTorch and configures its threads.
public final class Backend {

  private static final String MEMORY_LIMIT = "org.bytedeco.javacpp.maxPhysicalBytes";

  private static final @Nullable String FAILURE = start();

  /// Threads of a thread that has set no number, whatever others have set.
  private static final int USUAL_THREADS = FAILURE == null ? torch.get_num_threads() : 1;

  private Backend() {}

  /// Loads LibTorch; returns why it does not load, or null.
  private static @Nullable String start() {
    // Before each new native object JavaCPP compares the process's resident memory with a limit,
    // reading a file of the operating system: a few percent of a small training step. Scopes free
    // tensors promptly, so the limit is not needed. The property is read when Loader is
    // initialised.
    if (System.getProperty(MEMORY_LIMIT) == null) {
      System.setProperty(MEMORY_LIMIT, "0");
    }
    try {
      NativeLibraries.load();
    } catch (UnsatisfiedLinkError e) {
      return e.getMessage();
    }
    // Two spinning thread pools (OpenBLAS and OpenMP) on the same cores slow small models down by
    // an order of magnitude; OpenMP alone is sufficient.
    openblas_nolapack.blas_set_num_threads(1);
    return null;
  }

  /// Gives the calling thread, which is new, the number of threads with which this process started:
  /// LibTorch gives it the number that any thread has set last.
  static void reset() {
    threads(USUAL_THREADS);
  }

  /// Loads the native libraries; cheap when they are already loaded.
  ///
  /// @throws UnsatisfiedLinkError when they cannot be loaded, with one sentence that says what to
  ///   do
  public static void load() {
    if (FAILURE != null) {
      throw new UnsatisfiedLinkError(FAILURE);
    }
  }

  /// Gives native memory that is not in use back to the operating system. The C library keeps what
  /// many threads have allocated and freed, up to hundreds of megabytes. Takes milliseconds, and
  /// the next allocations are slower.
  public static void trim() {
    Pointer.trimMemory();
  }

  /// The folder into which the native libraries are unpacked.
  ///
  /// @throws UnsatisfiedLinkError when there is none that can be written
  public static Path folder() {
    return NativeLibraries.folder();
  }

  /// Sets how many threads LibTorch uses for work that the calling thread starts.
  ///
  /// Results are bitwise reproducible for the same number of threads; results of 1 and 2 threads
  /// may differ in the last digits.
  ///
  /// @param threads at least 1
  public static void threads(int threads) {
    load();
    torch.set_num_threads(threads);
  }

  /// The number of threads that LibTorch uses for work that the calling thread starts.
  ///
  /// @return at least 1
  public static int threads() {
    load();
    return torch.get_num_threads();
  }

  /// The version of the native library, for provenance.
  ///
  /// @return such as `LibTorch 2.10.0-1.5.13`
  public static String version() {
    load();
    String version = torch.class.getPackage().getImplementationVersion();
    return "LibTorch " + (version == null ? "of unknown version" : version);
  }
}
