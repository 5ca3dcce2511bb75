package everymode.bench;

import everymode.random.RandomKey;
import everymode.tensor.Backend;
import everymode.tensor.Device;
import everymode.tensor.Precision;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import everymode.train.TrainingLoop;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntConsumer;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// Our side: a process that trains one case in bursts, on request.
///
/// Each line on the standard input is a number of steps; the reply is their duration in
/// milliseconds. At the end of the input the peak resident memory in KiB is printed.
public final class Worker {

  /// The calibration case: products of large matrices with all cores.
  static final String MATRICES = "matrices";

  /// Rows and columns of the large matrices.
  static final int SIDE = 2048;

  private Worker() {}

  /// Runs the worker for one case.
  ///
  /// @param args the case's name, the number of threads and the precision of convolutions
  /// @throws IOException if the input cannot be read
  public static void main(String[] args) throws IOException {
    int threads = Integer.parseInt(args[1]);
    Backend.threads(threads);
    Device device = Device.CPU.with(Precision.of(args[2]));
    IntConsumer steps = args[0].equals(MATRICES) ? matrices(threads) : steps(args[0]);
    IntConsumer work = n -> device.during(() -> steps.accept(n));
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      long begin = System.nanoTime();
      work.accept(Integer.parseInt(line));
      System.out.println((System.nanoTime() - begin) / 1e6);
    }
    System.out.println(peak());
  }

  private static IntConsumer steps(String name) {
    TrainingLoop run = Case.named(name).opening().get();
    return n -> {
      for (int i = 0; i < n; i++) {
        run.step();
      }
    };
  }

  private static IntConsumer matrices(int threads) {
    openblas_nolapack.blas_set_num_threads(threads); // the only work of this process
    Tensor a = Scope.own(RandomTensors.normal(new RandomKey(1), SIDE, SIDE));
    Tensor b = Scope.own(RandomTensors.normal(new RandomKey(2), SIDE, SIDE));
    return n -> {
      for (int i = 0; i < n; i++) {
        try (var _ = new Scope()) {
          torch.mm(a, b);
        }
      }
    };
  }

  /// Peak resident memory in KiB, or -1 if the system does not report it.
  static long peak() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.isReadable(status)) {
      return -1;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmHWM"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElse(-1);
  }
}
