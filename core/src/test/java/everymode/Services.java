package everymode;

import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/// Lets `ServiceLoader` find providers that are not on the class path.
public final class Services {

  private Services() {}

  /// Runs a task while a class is registered as a provider of a service interface.
  ///
  /// @param folder an empty folder
  public static <T> T with(Path folder, Class<?> service, Class<?> provider, Callable<T> work)
      throws Exception {
    Path file = folder.resolve("META-INF/services").resolve(service.getName());
    Files.createDirectories(file.getParent());
    Files.writeString(file, provider.getName());
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (var loader = new URLClassLoader(new java.net.URL[] {url(folder)}, before)) {
      thread.setContextClassLoader(loader);
      return work.call();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static java.net.URL url(Path folder) throws IOException {
    return folder.toUri().toURL();
  }
}
