package everymode.platform;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/// Implementations of an interface that are listed in `META-INF/services`.
///
/// The class loader of this library is asked first, then the context class loader of the calling
/// thread. The first alone would miss classes of a program that is loaded by a child of it; the
/// second alone finds nothing in the threads of a common pool when the program has a class loader
/// of its own, as in an executable jar or a servlet container.
public final class Services {

  private Services() {}

  /// All implementations, each once.
  ///
  /// @return those of this library first
  /// @throws ServiceConfigurationError when the list of this library's own class loader is invalid
  public static <S> List<ServiceLoader.Provider<S>> of(Class<S> service) {
    Map<Class<?>, ServiceLoader.Provider<S>> found = new LinkedHashMap<>();
    ClassLoader own = Services.class.getClassLoader();
    ServiceLoader.load(service, own).stream()
        .forEach(provider -> found.putIfAbsent(provider.type(), provider));
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    if (context != null && !context.equals(own)) {
      addUsable(ServiceLoader.load(service, context).stream().iterator(), found);
    }
    return List.copyOf(found.values());
  }

  /// The context class loader may belong to another program with a copy of this library, whose
  /// classes do not fit this one's interfaces.
  private static <S> void addUsable(
      Iterator<ServiceLoader.Provider<S>> providers,
      Map<Class<?>, ServiceLoader.Provider<S>> found) {
    while (true) {
      try {
        if (!providers.hasNext()) {
          return;
        }
        ServiceLoader.Provider<S> provider = providers.next();
        found.putIfAbsent(provider.type(), provider);
      } catch (ServiceConfigurationError _) {
        // the next one may fit
      }
    }
  }
}
