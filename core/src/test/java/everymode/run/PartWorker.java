package everymode.run;

import everymode.tensor.Backend;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// Trains one part in a separate process, from a plan on standard input.
public final class PartWorker {

  private PartWorker() {}

  /// Trains the part.
  ///
  /// @param arguments the file to write
  public static void main(String[] arguments) throws Exception {
    Backend.load();
    Backend.threads(1);
    String json = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
    PartTraining.read(json).train(Path.of(arguments[0]));
  }
}
