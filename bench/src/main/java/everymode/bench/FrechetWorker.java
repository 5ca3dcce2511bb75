package everymode.bench;

import everymode.io.Npz;
import everymode.metric.feature.FrechetDistance;
import everymode.tensor.Backend;
import everymode.tensor.Scope;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import org.bytedeco.pytorch.Tensor;

/// Our side of `bench/frechet`: the reply to each line on the standard input is the duration of one
/// measurement in milliseconds, and the distance.
public final class FrechetWorker {

  private FrechetWorker() {}

  /// Runs the worker for one pair of sets.
  ///
  /// @param args the folder with `x.npz` and `y.npz`, threads
  /// @throws IOException if the input cannot be read
  public static void main(String[] args) throws IOException {
    Backend.threads(Integer.parseInt(args[1]));
    Tensor x = Scope.own(Npz.read(Path.of(args[0], "x.npz")).values().iterator().next());
    Tensor y = Scope.own(Npz.read(Path.of(args[0], "y.npz")).values().iterator().next());
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    while (in.readLine() != null) {
      long begin = System.nanoTime();
      double distance = FrechetDistance.distance(x, y);
      System.out.printf(Locale.ROOT, "%f %s%n", (System.nanoTime() - begin) / 1e6, distance);
    }
  }
}
