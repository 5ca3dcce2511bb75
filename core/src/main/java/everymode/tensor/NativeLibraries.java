package everymode.tensor;

import everymode.error.Interruption;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.bytedeco.javacpp.ClassProperties;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/// Unpacks LibTorch from the class path into the cache folder of native libraries and loads it.
///
/// JavaCPP unpacks each library just before it loads it, and loads `libtorch` before the
/// `libtorch_cpu` that it needs. On a first start the dynamic linker would therefore look elsewhere
/// for `libtorch_cpu`, and crash the process if it found that of another LibTorch. Here all
/// libraries are unpacked before the first is loaded, and on Linux each is loaded by its full path
/// after those that it needs.
final class NativeLibraries {

  private static final List<String> PLATFORMS =
      List.of("linux-x86_64", "macosx-arm64", "macosx-x86_64", "windows-x86_64");

  /// The libraries on Linux that others need, each after those that it needs itself.
  private static final List<String> NEEDED = List.of("gomp@.1", "c10", "torch_cpu");

  private static final String CALLS = "jnitorch"; // by which Java calls the others

  private static final String FOLDER = "org.bytedeco.javacpp.cachedir";

  private static final String MOVE =
      "for another folder set EVERYMODE_JAVA_OPTS=-Dorg.bytedeco.javacpp.cachedir=DIR, or in your"
          + " own program the JVM option -Dorg.bytedeco.javacpp.cachedir=DIR";

  private NativeLibraries() {}

  /// Loads LibTorch.
  ///
  /// @throws UnsatisfiedLinkError with one sentence that says what to do
  static void load() {
    ClassProperties libraries = Loader.loadProperties(torch.class, Loader.loadProperties(), true);
    if (resource(libraries, CALLS) == null) {
      throw new UnsatisfiedLinkError(absent(Loader.getPlatform()));
    }
    Path folder = folder();
    unpack(libraries, folder);
    try {
      Loader.load(openblas.class);
      if (Loader.getPlatform().startsWith("linux")) {
        for (String name : NEEDED) {
          URL[] found = Loader.findLibrary(torch.class, libraries, name);
          Loader.loadLibrary(torch.class, found, name);
        }
      }
      Loader.load(torch.class);
    } catch (LinkageError e) {
      Throwable root = root(e);
      String said = Objects.requireNonNullElse(root.getMessage(), root.toString());
      throw failed(
          root instanceof IOException // JavaCPP unpacks a few of OpenBLAS's libraries only now
              ? NativeLoadFailure.unpacking(said, folder, MOVE)
              : NativeLoadFailure.sentence(said, folder, MOVE),
          e);
    }
  }

  /// The folder into which the libraries are unpacked.
  ///
  /// @throws UnsatisfiedLinkError when there is none that can be written
  static Path folder() {
    String home = System.getProperty("user.home", "");
    String temporary =
        String.format(
            Locale.ROOT,
            "%s/.javacpp-%s/cache",
            System.getProperty("java.io.tmpdir"),
            System.getProperty("user.name"));
    if (System.getProperty(FOLDER) == null && !new File(home).isAbsolute()) {
      // A user without a home; JavaCPP would take a folder named '?' under the current one.
      System.setProperty(FOLDER, temporary);
    }
    try {
      return Loader.getCacheDir().toPath();
    } catch (IOException e) {
      String first = System.getProperty(FOLDER, home + "/.javacpp/cache");
      throw failed(
          String.format(
              Locale.ROOT,
              "no folder for the native libraries can be written: tried %s; %s",
              first.equals(temporary) ? first : first + " and " + temporary,
              MOVE),
          e);
    }
  }

  private static void unpack(ClassProperties libraries, Path folder) {
    List<String> names = new ArrayList<>(libraries.get("platform.preload"));
    names.addAll(libraries.get("platform.link"));
    names.add(CALLS);
    try {
      for (String name : names) {
        URL url = resource(libraries, name);
        if (url != null) {
          Interruption.deferred(() -> Loader.cacheResource(url));
        }
      }
    } catch (IOException e) {
      throw failed(NativeLoadFailure.unpacking(String.valueOf(e.getMessage()), folder, MOVE), e);
    }
  }

  /// Where a library lies on the class path; null for one that does not, such as one of the system.
  private static @Nullable URL resource(ClassProperties libraries, String name) {
    for (URL url : Loader.findLibrary(torch.class, libraries, name)) {
      if (!url.getProtocol().equals("file")) {
        return url;
      }
    }
    return null;
  }

  private static String absent(String platform) {
    return PLATFORMS.contains(platform)
        ? String.format(
            Locale.ROOT,
            "the class path has no native libraries for %1$s; add org.everymode:everymode-natives,"
                + " or org.bytedeco's pytorch, openblas and javacpp with classifier %1$s",
            platform)
        : String.format(
            Locale.ROOT,
            "LibTorch is not available on %s; available are %s",
            platform,
            String.join(", ", PLATFORMS));
  }

  private static Throwable root(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  private static UnsatisfiedLinkError failed(String sentence, Throwable cause) {
    UnsatisfiedLinkError error = new UnsatisfiedLinkError(sentence);
    error.initCause(cause);
    return error;
  }
}
