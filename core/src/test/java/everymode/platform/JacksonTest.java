package everymode.platform;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// The check of Jackson's annotations.
final class JacksonTest {

  @Test
  void the_annotations_of_this_build_serve() {
    assertThat(Jackson.problem(getClass().getClassLoader())).isNull();
    assertThat(Jackson.json().writeValueAsString(new int[] {1, 2})).isEqualTo("[1,2]");
  }

  @Test
  void older_annotations_get_a_sentence() {
    ClassLoader old =
        new ClassLoader(getClass().getClassLoader()) {
          @Override
          protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.endsWith(".JsonSerializeAs")) {
              throw new ClassNotFoundException(name);
            }
            return super.loadClass(name, resolve);
          }
        };
    assertThat(Jackson.problem(old))
        .startsWith("jackson-annotations must be 2.22 or newer")
        .endsWith("jackson-annotations to 2.22")
        .contains("everymode-bom")
        .doesNotContain("\n");
  }
}
