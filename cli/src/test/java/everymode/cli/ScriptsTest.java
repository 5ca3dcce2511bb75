package everymode.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// The script `everymode` in a small checkout, with a Maven and a JDK that only say they were
/// called.
@DisabledOnOs(OS.WINDOWS)
final class ScriptsTest {

  private static final Path ROOT = Path.of("..");
  private static final String BUILT = "everymode: the sources have changed; building\nran list\n";

  @TempDir private Path folder = Path.of("");

  private Path checkout = Path.of("");
  private Path programs = Path.of("");

  @BeforeEach
  void make_a_checkout() throws IOException {
    checkout = folder.resolve("checkout");
    programs = folder.resolve("programs");
    for (String file :
        List.of(
            "everymode",
            "tools/jdk.sh",
            "tools/maven.sh",
            "tools/platform.sh",
            "tools/sources.sh")) {
      Files.createDirectories(checkout.resolve(file).getParent());
      Files.copy(ROOT.resolve(file), checkout.resolve(file));
    }
    for (String file :
        List.of(
            "pom.xml",
            "core/pom.xml",
            "cli/pom.xml",
            "core/src/main/A.java",
            "cli/src/main/B.java")) {
      write(checkout.resolve(file), file);
    }
    write(folder.resolve("jdk/release"), "JAVA_VERSION=\"25.0.1\"\n");
    script(folder.resolve("jdk/bin/javac"), "");
    script(folder.resolve("jdk/bin/java"), "for last; do :; done\necho \"ran $last\"");
    maven("mkdir -p cli/target/lib && echo jar >cli/target/everymode-cli.jar");
  }

  @Test
  void builds_first_and_then_only_when_contents_change() throws Exception {
    assertThat(run(checkout))
        .isEqualTo("everymode: first build; this downloads about 120 MB of libraries\nran list\n");
    assertThat(run(checkout)).isEqualTo("ran list\n");

    Files.setLastModifiedTime(checkout.resolve("pom.xml"), FileTime.from(Instant.now()));
    assertThat(run(checkout)).isEqualTo("ran list\n");

    Path source = checkout.resolve("core/src/main/A.java");
    Files.writeString(source, "another");
    Files.setLastModifiedTime(source, FileTime.fromMillis(0)); // as tar and rsync leave it
    assertThat(run(checkout)).isEqualTo(BUILT);
    assertThat(run(checkout)).isEqualTo("ran list\n");

    Files.delete(source);
    assertThat(run(checkout)).isEqualTo(BUILT);
    Files.move(checkout.resolve("cli/src/main/B.java"), checkout.resolve("cli/src/main/C.java"));
    assertThat(run(checkout)).isEqualTo(BUILT);
    assertThat(run(checkout)).isEqualTo("ran list\n");
  }

  @Test
  void a_copy_of_a_built_checkout_runs_without_a_build() throws Exception {
    run(checkout);
    Path copy = folder.resolve("a copy");
    try (Stream<Path> files = Files.walk(checkout)) {
      for (Path file : files.sorted().toList()) {
        Files.copy(file, copy.resolve(checkout.relativize(file)));
      }
    }
    // The order of a copy: whatever the old times were, sources may now be newer than the build.
    Path jar = copy.resolve("cli/target/everymode-cli.jar");
    Files.setLastModifiedTime(jar, FileTime.from(Instant.now().minusSeconds(60)));
    maven("exit 1");
    assertThat(run(copy)).isEqualTo("ran list\n");
    Files.writeString(copy.resolve("core/src/main/A.java"), "another");
    assertThat(run(copy)).startsWith("everymode: the sources have changed; building\n");
  }

  @Test
  void a_build_by_maven_itself_counts() throws Exception {
    Files.createDirectories(checkout.resolve("cli/target/lib"));
    Path jar = checkout.resolve("cli/target/everymode-cli.jar");
    Files.writeString(jar, "jar");
    assertThat(run(checkout)).isEqualTo("ran list\n");
    Path source = checkout.resolve("core/src/main/A.java");
    Files.writeString(source, "another");
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().minusSeconds(60)));
    assertThat(run(checkout)).isEqualTo(BUILT);
    Files.writeString(source, "a third");
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().minusSeconds(60)));
    Files.setLastModifiedTime(jar, FileTime.from(Instant.now().plusSeconds(1)));
    assertThat(run(checkout)).isEqualTo("ran list\n");
  }

  @Test
  void a_build_that_needs_the_network_says_so_in_one_sentence() throws Exception {
    maven(
        "echo '[ERROR] Could not transfer artifact x:y: repo.maven.apache.org: Unknown host'; exit 1");
    assertThat(run(checkout))
        .contains(
            "\neverymode: the build needs libraries that are not on this machine, and the network"
                + " cannot be reached; connect it, or copy ~/.m2 from a machine that has built this")
        .doesNotContain("[ERROR]")
        .doesNotContain("ran");
  }

  @Test
  void a_full_disk_is_named() throws Exception {
    maven("echo '[ERROR] java.io.IOException: No space left on device'; exit 1");
    assertThat(run(checkout)).contains("\neverymode: the build failed: the disk is full; it needs");
  }

  @Test
  void other_failures_show_what_maven_says() throws Exception {
    maven("echo '[ERROR] A.java:[3,1] class expected'; exit 1");
    assertThat(run(checkout))
        .contains(
            "[ERROR] A.java:[3,1] class expected\neverymode: the build failed; see the lines");
  }

  @Test
  void a_platform_without_libtorch_is_named_before_anything_is_built() throws Exception {
    script(programs.resolve("uname"), "[ \"$1\" = -s ] && echo Linux || echo aarch64");
    assertThat(run(checkout))
        .isEqualTo(
            "everymode: LibTorch is not available on linux-aarch64; available are linux-x86_64,"
                + " macosx-arm64, macosx-x86_64, windows-x86_64\n");
    script(programs.resolve("uname"), "[ \"$1\" = -s ] && echo FreeBSD || echo amd64");
    assertThat(run(checkout)).startsWith("everymode: LibTorch is not available on freebsd-amd64;");
    script(programs.resolve("uname"), "[ \"$1\" = -s ] && echo Darwin || echo arm64");
    assertThat(run(checkout)).endsWith("ran list\n");
  }

  @Test
  void musl_is_named() throws Exception {
    script(programs.resolve("ldd"), "echo 'musl libc (x86_64)' >&2; exit 1");
    assertThat(run(checkout))
        .isEqualTo(
            "everymode: LibTorch needs a Linux with glibc, such as Debian or Ubuntu, but this one"
                + " has musl, such as Alpine; use an image with glibc\n");
  }

  private String run(Path where) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder("sh", where.resolve("everymode").toString(), "list")
            .redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
    builder.environment().merge("PATH", programs.toString(), (old, own) -> own + ":" + old);
    Process process = builder.start();
    try (var out = process.getInputStream()) {
      String text = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(text).isEqualTo(text.contains("ran list") ? 0 : 1);
      return text;
    }
  }

  private void maven(String work) throws IOException {
    script(programs.resolve("mvn"), work);
  }

  private static void script(Path file, String body) throws IOException {
    write(file, "#!/bin/sh\n" + body + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
