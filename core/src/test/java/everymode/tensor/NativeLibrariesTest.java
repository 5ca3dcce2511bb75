package everymode.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each start is a process of its own, as its libraries cannot be unloaded.
final class NativeLibrariesTest {

  private static final String CLASS_PATH = System.getProperty("java.class.path");

  @TempDir private Path folder = Path.of("");

  @Test
  void two_first_starts_at_once_beside_another_libtorch_work_and_a_later_one_mends_the_cache()
      throws IOException, InterruptedException {
    assumeTrue(Loader.getPlatform().startsWith("linux"), "only Linux looks in LD_LIBRARY_PATH");
    List<String> options = List.of("-Dorg.bytedeco.javacpp.cachedir=" + folder.resolve("cache"));
    Path other = otherLibTorch();
    Process one = start(CLASS_PATH, options, other);
    Process two = start(CLASS_PATH, options, other);
    assertThat(said(one)).isEqualTo("sum 6.0");
    assertThat(said(two)).isEqualTo("sum 6.0");

    Path small = find("libc10.so");
    long size = Files.size(small);
    try (FileChannel file = FileChannel.open(small, StandardOpenOption.WRITE)) {
      file.truncate(size / 2); // as a killed process leaves it
    }
    assertThat(said(start(CLASS_PATH, options, other))).isEqualTo("sum 6.0");
    assertThat(small).hasSize(size);
  }

  /// Libraries of the right names that are not LibTorch's.
  private Path otherLibTorch() throws IOException {
    Path other = Files.createDirectory(folder.resolve("other"));
    Path decoy = Path.of(System.getProperty("java.home"), "lib", "libnet.so");
    for (String name : List.of("libtorch.so", "libtorch_cpu.so", "libc10.so", "libgomp.so.1")) {
      Files.copy(decoy, other.resolve(name));
    }
    return other;
  }

  private Path find(String name) throws IOException {
    try (var files = Files.walk(folder.resolve("cache"))) {
      return files.filter(file -> file.endsWith(name)).findFirst().orElseThrow();
    }
  }

  @Test
  void a_class_path_without_natives_is_said_with_the_coordinates()
      throws IOException, InterruptedException {
    String natives = "-" + Loader.getPlatform() + ".jar";
    String others =
        Arrays.stream(CLASS_PATH.split(File.pathSeparator))
            .filter(entry -> !entry.endsWith(natives))
            .collect(Collectors.joining(File.pathSeparator));
    assertThat(said(start(others, List.of(), folder)))
        .isEqualTo(
            String.format(
                Locale.ROOT,
                "the class path has no native libraries for %1$s; add org.everymode:everymode-natives,"
                    + " or org.bytedeco's pytorch, openblas and javacpp with classifier %1$s",
                Loader.getPlatform()));
  }

  @Test
  void a_platform_without_libtorch_is_named() throws IOException, InterruptedException {
    var arm = List.of("-Dorg.bytedeco.javacpp.platform=linux-arm64");
    assertThat(said(start(CLASS_PATH, arm, folder)))
        .isEqualTo(
            "LibTorch is not available on linux-arm64; available are linux-x86_64, macosx-arm64,"
                + " macosx-x86_64, windows-x86_64");
  }

  @Test
  void folders_that_cannot_be_written_are_named_with_the_remedy()
      throws IOException, InterruptedException {
    Files.createFile(folder.resolve(".javacpp"));
    Files.createFile(folder.resolve(".javacpp-alice"));
    List<String> options =
        List.of("-Duser.home=" + folder, "-Djava.io.tmpdir=" + folder, "-Duser.name=alice");
    assertThat(said(start(CLASS_PATH, options, folder)))
        .isEqualTo(
            String.format(
                Locale.ROOT,
                "no folder for the native libraries can be written: tried %1$s/.javacpp/cache and"
                    + " %1$s/.javacpp-alice/cache; for another folder set"
                    + " EVERYMODE_JAVA_OPTS=-Dorg.bytedeco.javacpp.cachedir=DIR, or in your own"
                    + " program the JVM option -Dorg.bytedeco.javacpp.cachedir=DIR",
                folder));
  }

  @Test
  void a_user_without_home_gets_a_folder_under_the_temporary_one()
      throws IOException, InterruptedException {
    List<String> options =
        List.of("-Duser.home=?", "-Djava.io.tmpdir=" + folder, "-Duser.name=?", "-Dshow=folder");
    assertThat(said(start(CLASS_PATH, options, folder))).isEqualTo(folder + "/.javacpp-?/cache");
    assertThat(Path.of("?")).doesNotExist();
  }

  @Test
  void what_the_linker_says_becomes_one_sentence() {
    assertThat(sentence("/c/libc10.so: failed to map segment from shared object"))
        .isEqualTo(
            "/c does not allow programs to run (it is mounted with noexec), so the native libraries"
                + " there cannot be loaded; MOVE");
    assertThat(NativeLoadFailure.unpacking("No space left on device", Path.of("/c"), "MOVE"))
        .isEqualTo(
            "cannot unpack the native libraries into /c: No space left on device; they need 450 MB:"
                + " make room there, or MOVE");
    assertThat(sentence("Error loading shared library ld-linux-x86-64.so.2: No such file"))
        .contains("this one has musl, such as Alpine");
    assertThat(sentence("/lib/libc.so.6: version `GLIBC_2.34' not found (required by /c/x.so)"))
        .startsWith("LibTorch needs a newer glibc than this system's");
    assertThat(sentence("/lib/libstdc++.so.6: version `GLIBCXX_3.4.30' not found (by /c/x.so)"))
        .startsWith("LibTorch needs a newer glibc than this system's");
    assertThat(sentence("invalid ELF header"))
        .isEqualTo(
            "LibTorch does not load from /c: invalid ELF header; remove that folder to unpack it"
                + " again, or MOVE");
  }

  private static String sentence(String said) {
    return NativeLoadFailure.sentence(said, Path.of("/c"), "MOVE");
  }

  private static Process start(String classPath, List<String> options, Path libraries)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-Xmx200m", "--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("--sun-misc-unsafe-memory-access=allow", "-XX:-CreateCoredumpOnCrash"));
    command.addAll(options);
    command.addAll(List.of("-cp", classPath, FirstTensor.class.getName()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LD_LIBRARY_PATH", libraries.toString());
    return builder.start();
  }

  private static String said(Process process) throws IOException, InterruptedException {
    try (var out = process.getInputStream()) {
      String text = new String(out.readAllBytes(), StandardCharsets.UTF_8).strip();
      assertThat(process.waitFor()).as(text).isZero();
      return text;
    }
  }
}
