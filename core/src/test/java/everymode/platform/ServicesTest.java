package everymode.platform;

import static org.assertj.core.api.Assertions.assertThat;

import everymode.data.Dataset;
import everymode.data.DatasetFormat;
import everymode.train.Families;
import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Services under the class loaders of other programs.
final class ServicesTest {

  @TempDir private Path folder = Path.of("");

  /// Found by a child of this library's class loader only.
  public static final class ChildFormat implements DatasetFormat {
    @Override
    public boolean recognises(Path path) {
      return false;
    }

    @Override
    public Dataset open(Path path, String spec) {
      throw new UnsupportedOperationException();
    }
  }

  private static <T> T within(@Nullable ClassLoader loader, Callable<T> work) throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      return work.call();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /// A program in a class loader of its own, as in an executable jar.
  private static URLClassLoader program() throws Exception {
    List<URL> urls = new ArrayList<>();
    for (String path : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      urls.add(Path.of(path).toUri().toURL());
    }
    return new URLClassLoader(
        "program", urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
  }

  private static int families(ClassLoader loader) {
    try {
      return ((List<?>) loader.loadClass(Families.class.getName()).getMethod("all").invoke(null))
          .size();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void a_program_in_its_own_class_loader_finds_all_families_in_every_thread() throws Exception {
    int all = Families.all().size();
    assertThat(all).isPositive();
    try (URLClassLoader program = program()) {
      assertThat(CompletableFuture.supplyAsync(() -> families(program)).get()).isEqualTo(all);
      for (ClassLoader context :
          Arrays.asList(
              program, ClassLoader.getSystemClassLoader(), ClassLoader.getPlatformClassLoader())) {
        assertThat(within(context, () -> families(program))).isEqualTo(all);
      }
      assertThat(within(null, () -> families(program))).isEqualTo(all);
    }
  }

  @Test
  void another_copy_of_the_library_in_the_context_changes_nothing() throws Exception {
    List<String> own = Families.all().stream().map(f -> f.getClass().getName()).toList();
    try (URLClassLoader other = program()) {
      assertThat(within(other, Families::all))
          .extracting(family -> family.getClass().getName())
          .isEqualTo(own);
    }
  }

  @Test
  void classes_of_a_child_class_loader_are_found_through_the_context() throws Exception {
    Path list = folder.resolve("META-INF/services/" + DatasetFormat.class.getName());
    Files.createDirectories(list.getParent());
    Files.writeString(list, ChildFormat.class.getName() + "\n");
    try (URLClassLoader child =
        new URLClassLoader(new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
      var found = within(child, () -> Services.of(DatasetFormat.class));
      assertThat(found)
          .extracting(ServiceLoader.Provider::type)
          .contains(ChildFormat.class)
          .doesNotHaveDuplicates();
      assertThat(Services.of(DatasetFormat.class))
          .extracting(ServiceLoader.Provider::type)
          .doesNotContain(ChildFormat.class);
    }
  }
}
