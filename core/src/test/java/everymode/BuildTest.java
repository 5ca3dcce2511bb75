package everymode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The poms that stand alone agree with the build.
final class BuildTest {

  private static final Path TOP = Path.of("..");
  private static final Pattern PROPERTY = Pattern.compile("<([a-z.-]+)[.]version>([^<]+)</");

  private static Map<String, String> versions(String pom) throws IOException {
    Map<String, String> versions = new TreeMap<>();
    Matcher found = PROPERTY.matcher(Files.readString(TOP.resolve(pom)));
    while (found.find()) {
      versions.put(found.group(1), found.group(2));
    }
    return versions;
  }

  private static String own(String pom) throws IOException {
    Matcher version =
        Pattern.compile("<artifactId>everymode(?:-[a-z]+)?</artifactId>\\s*<version>([^<]+)<")
            .matcher(Files.readString(TOP.resolve(pom)));
    assertThat(version.find()).isTrue();
    return version.group(1);
  }

  @Test
  void native_libraries_and_jackson_have_the_versions_of_the_build() throws IOException {
    Map<String, String> build = versions("pom.xml");
    for (String name : new String[] {"javacpp", "openblas", "pytorch"}) {
      assertThat(versions("bom/pom.xml")).containsEntry(name, build.get(name));
      assertThat(versions("natives/pom.xml")).containsEntry(name, build.get(name));
    }
    assertThat(versions("bom/pom.xml"))
        .containsEntry("jackson", build.get("jackson"))
        .containsEntry("everymode", own("pom.xml"));
  }

  @Test
  void all_artefacts_have_one_version() throws IOException {
    assertThat(own("bom/pom.xml")).isEqualTo(own("pom.xml"));
    assertThat(own("natives/pom.xml")).isEqualTo(own("pom.xml"));
    String service = Files.readString(TOP.resolve("examples/service/pom.xml"));
    assertThat(service)
        .contains(
            "<artifactId>everymode-bom</artifactId><version>%s<".replace("%s", own("pom.xml")));
  }

  @Test
  void the_page_for_embedding_programs_names_these_versions() throws IOException {
    String page = Files.readString(TOP.resolve("docs/in-your-own-program.md"));
    Map<String, String> build = versions("pom.xml");
    assertThat(page)
        .contains("everymode-bom</artifactId><version>" + own("pom.xml"))
        .contains("org.everymode:everymode-bom:" + own("pom.xml"));
    for (String name : new String[] {"javacpp", "openblas", "pytorch"}) {
      assertThat(page).contains("\"" + name + ":" + build.get(name) + "\"");
    }
  }
}
