package everymode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The examples compile and run as a reader would run them: `java -cp … examples/Ring.java`.
final class ExamplesTest {

  private static final Path FOLDER = Path.of("..", "examples");

  private static List<Path> examples() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }

  @Test
  void readme_shows_the_current_ring_example() throws IOException {
    String code = Files.readString(FOLDER.resolve("Ring.java"));
    assertThat(Files.readString(Path.of("..", "README.md"))).contains(code.strip());
  }

  @TestFactory
  Stream<DynamicTest> an_example_runs() throws IOException {
    return examples().stream()
        .map(file ->
            DynamicTest.dynamicTest(
                String.valueOf(file.getFileName()),
                () -> assertThat(run(file)).contains(says(String.valueOf(file.getFileName())))));
  }

  private static String says(String name) {
    return switch (name) {
      case "Ring.java" -> "fair modes: ";
      case "Audit.java" -> "missed    9";
      case "OwnNetwork.java" -> "coverage: 0.";
      case "OwnMetric.java" -> "of 25";
      case "Transport.java" -> "squared distance: ";
      case "Gaussians.java" -> "held-out  this run";
      case "Teacher.java" -> "classes covered: ";
      default -> throw new AssertionError("define here what " + name + " must print");
    };
  }

  private static List<String> arguments(String name) {
    return name.equals("Teacher.java") ? List.of("20") : List.of();
  }

  private static String run(Path file) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                file.toString()));
    command.addAll(arguments(String.valueOf(file.getFileName())));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (var out = process.getInputStream()) {
      String said = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(said).isZero();
      return said;
    }
  }
}
