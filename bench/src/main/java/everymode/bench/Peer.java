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

/// A worker process that is idle until it is sent a request.
final class Peer implements AutoCloseable {

  // The archive of loaded classes that the launcher keeps too; it is written by the first worker.
  private static final String ARCHIVE = "bench/target/worker.jsa";

  private final Process process;
  private final Writer requests;
  private final BufferedReader replies;

  /// Starts a worker; its standard error is inherited.
  Peer(List<String> command, Map<String, String> environment) throws IOException {
    var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(environment);
    process = builder.start();
    requests = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
    replies = process.inputReader(StandardCharsets.UTF_8);
  }

  /// Starts a Java worker with the JVM options of the launcher.
  static Peer java(Class<?> worker, Map<String, String> environment, String... args)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:+AutoCreateSharedArchive",
                "-XX:SharedArchiveFile=" + ARCHIVE,
                "-Xshare:auto",
                "-Xlog:disable",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                worker.getName()));
    command.addAll(List.of(args));
    return new Peer(command, environment);
  }

  /// The duration of a number of steps in milliseconds.
  double burst(int steps) throws IOException {
    return answer(steps)[0];
  }

  /// The reply for a number of steps: milliseconds, then results if there are any.
  double[] answer(int steps) throws IOException {
    requests.write(steps + "\n");
    requests.flush();
    return answer();
  }

  /// Ends the worker.
  ///
  /// @return its peak resident memory in MiB, or NaN if it is not reported
  double finish() throws IOException {
    requests.close();
    double kib = answer()[0];
    return kib < 0 ? Double.NaN : kib / 1024;
  }

  private double[] answer() throws IOException {
    String line = replies.readLine();
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
