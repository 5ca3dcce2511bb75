package everymode.bench;

import everymode.neighbour.PrecisionRecallDensityCoverage;
import everymode.tensor.Backend;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.bytedeco.pytorch.Tensor;

/// Our side of [Neighbours]: each line on the standard input is a number of measurements; the reply
/// is their duration in milliseconds, and the scores.
public final class NeighboursWorker {

  private NeighboursWorker() {}

  /// Runs the worker for one pair of point sets.
  ///
  /// @param args the folder with `real` and `fake`, dimensions, threads
  /// @throws IOException if the input cannot be read
  public static void main(String[] args) throws IOException {
    int dim = Integer.parseInt(args[1]);
    Backend.threads(Integer.parseInt(args[2]));
    Tensor real = read(Path.of(args[0], "real"), dim);
    Tensor fake = read(Path.of(args[0], "fake"), dim);
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      long begin = System.nanoTime();
      PrecisionRecallDensityCoverage.Values result =
          new PrecisionRecallDensityCoverage(real).of(fake);
      for (int i = 1; i < Integer.parseInt(line); i++) {
        result = new PrecisionRecallDensityCoverage(real).of(fake);
      }
      System.out.printf(
          Locale.ROOT,
          "%f %s %s %s %s%n",
          (System.nanoTime() - begin) / 1e6,
          result.precision(),
          result.recall(),
          result.density(),
          result.coverage());
    }
    System.out.println(Worker.peak());
  }

  private static Tensor read(Path file, int dim) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    float[] values = new float[bytes.remaining() / Float.BYTES];
    bytes.asFloatBuffer().get(values);
    return Scope.own(Ops.of(values, values.length / dim, dim));
  }
}
