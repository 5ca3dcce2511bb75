package everymode.platform;

import com.fasterxml.jackson.annotation.JsonProperty;
import everymode.error.EverymodeException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Jackson 3, if it can work in this JVM.
///
/// Jackson 2 and 3 share `jackson-annotations`. A program that manages an older version of it for
/// its own Jackson 2 would stop this library with a `NoClassDefFoundError` that names neither.
public final class Jackson {

  private static final String OLDEST = "2.22";

  /// A class that Jackson 3 needs and the versions of Jackson 2.20 and older lack.
  private static final String ADDED = "com.fasterxml.jackson.annotation.JsonSerializeAs";

  private static final @Nullable String PROBLEM = problem(Jackson.class.getClassLoader());

  private Jackson() {}

  /// Loaded after the check.
  private static final class Mapper {
    private static final JsonMapper JSON = JsonMapper.builder().build();
  }

  /// A mapper for JSON with default settings.
  ///
  /// @throws EverymodeException when the annotations on the class path are too old
  public static JsonMapper json() {
    check();
    return Mapper.JSON;
  }

  /// Checks the annotations before a mapper is built.
  ///
  /// @throws EverymodeException when the annotations on the class path are too old
  public static void check() {
    if (PROBLEM != null) {
      throw new EverymodeException(PROBLEM);
    }
  }

  /// What is wrong with the annotations that a class loader sees, or null.
  static @Nullable String problem(ClassLoader loader) {
    try {
      Class.forName(ADDED, false, loader);
      return null;
    } catch (ClassNotFoundException _) {
      return String.format(
          Locale.ROOT,
          "jackson-annotations must be %s or newer, which serves Jackson 2 and Jackson 3 alike, but %s is on the class path; import org.everymode:everymode-bom before other BOMs, or set com.fasterxml.jackson.core:jackson-annotations to %s",
          OLDEST,
          version(loader),
          OLDEST);
    }
  }

  private static String version(ClassLoader loader) {
    try {
      String found =
          Class.forName(JsonProperty.class.getName(), false, loader)
              .getPackage()
              .getImplementationVersion();
      return found == null ? "an older one" : found;
    } catch (ClassNotFoundException _) {
      return "none";
    }
  }
}
