package everymode.train;

import everymode.error.EverymodeException;
import everymode.error.Names;
import everymode.platform.Services;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;

/// The families on the class path. Listing them loads no native code.
public final class Families {

  private Families() {}

  /// All families.
  ///
  /// @return sorted by name
  public static List<Family<?>> all() {
    return Services.of(Family.class).stream()
        .<Family<?>>map(ServiceLoader.Provider::get)
        .sorted(Comparator.comparing(Family::name))
        .toList();
  }

  /// The family with a name.
  ///
  /// @param name as on the command line
  /// @throws EverymodeException if there is none; the message suggests the closest name
  public static Family<?> named(String name) {
    List<Family<?>> all = all();
    return all.stream()
        .filter(family -> family.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> Names.unknown("family", name, all.stream().<String>map(Family::name).toList()));
  }
}
