package everymode.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// A worker process that waits until it is its turn.
final class Peer implements AutoCloseable {

  private final Process process;
  private final Writer questions;
  private final BufferedReader answers;

  /// Starts a worker; what it complains about goes to our standard error.
  Peer(List<String> command, Map<String, String> environment) throws IOException {
    var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(environment);
    process = builder.start();
    questions = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
    answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /// Starts a Java worker as the launcher starts Java.
  static Peer java(Class<?> worker, Map<String, String> environment, String... args)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                worker.getName()));
    command.addAll(List.of(args));
    return new Peer(command, environment);
  }

  /// Milliseconds for a number of steps.
  double burst(int steps) throws IOException {
    return answer(steps)[0];
  }

  /// What a worker tells of a number of steps: milliseconds, then results if it has any.
  double[] answer(int steps) throws IOException {
    questions.write(steps + "\n");
    questions.flush();
    return answer();
  }

  /// Ends the worker.
  ///
  /// @return the peak of its resident memory in MiB, or not a number where nobody tells
  double finish() throws IOException {
    questions.close();
    double kib = answer()[0];
    return kib < 0 ? Double.NaN : kib / 1024;
  }

  private double[] answer() throws IOException {
    String line = answers.readLine();
    if (line == null) {
      throw new IOException("a worker ended early: " + process.info().commandLine().orElse("?"));
    }
    return Arrays.stream(line.split(" ")).mapToDouble(Double::parseDouble).toArray();
  }

  @Override
  public void close() {
    process.destroy();
  }
}
