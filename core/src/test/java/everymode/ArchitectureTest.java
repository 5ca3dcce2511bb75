package everymode;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.conditions.ArchConditions;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Format;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The dependencies between packages, and other architecture rules.
final class ArchitectureTest {

  private static final JavaClasses CODE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("everymode");

  private static final String TORCH = "org.bytedeco..";

  /// A package with its subpackages, except for those with their own line.
  private static DescribedPredicate<JavaClass> belongsTo(String name) {
    return DescribedPredicate.describe(
        "belong to " + name,
        type -> {
          String own = type.getPackageName();
          return own.startsWith("everymode.")
              && Packages.names().stream()
                  .filter(each -> (own + ".").startsWith("everymode." + each + "."))
                  .max(Comparator.comparingInt(String::length))
                  .filter(name::equals)
                  .isPresent();
        });
  }

  private static DescribedPredicate<JavaClass> belongsToAny(Collection<String> names) {
    return names.stream()
        .map(ArchitectureTest::belongsTo)
        .reduce(DescribedPredicate.alwaysFalse(), (a, b) -> a.or(b));
  }

  @ParameterizedTest
  @MethodSource("everymode.Packages#names")
  void a_package_uses_only_its_dependencies(String name) {
    List<String> allowed = new ArrayList<>(Packages.below(name));
    allowed.add(name);
    noClasses()
        .that(belongsTo(name))
        .should()
        .dependOnClassesThat(
            JavaClass.Predicates.resideInAPackage("everymode..")
                .and(DescribedPredicate.not(belongsToAny(allowed))))
        .check(CODE);
  }

  @Test
  void every_package_is_in_the_list() {
    classes()
        .that()
        .resideInAPackage("everymode.*..")
        .should()
        .beInterfaces()
        .orShould(
            ArchConditions.be(
                belongsToAny(Packages.names())
                    .or(JavaClass.Predicates.resideInAPackage("everymode.cli.."))))
        .check(CODE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"data.file", "neighbour"})
  void an_internal_package_is_used_by_its_listed_users_only(String name) {
    List<String> users = new ArrayList<>(Objects.requireNonNull(Packages.INTERNAL.get(name)));
    users.add(name);
    classes()
        .that(belongsTo(name))
        .should()
        .onlyHaveDependentClassesThat(belongsToAny(users))
        .check(CODE);
  }

  /// `-Deverymode.golden=write` regenerates the diagram.
  @Test
  void the_diagram_in_contributing_matches_these_rules() throws IOException {
    Path file = Path.of("..", "CONTRIBUTING.md");
    String text = Files.readString(file);
    int from = text.indexOf("```mermaid");
    int to = text.indexOf("```\n", from + 3) + 4;
    if ("write".equals(System.getProperty("everymode.golden"))) {
      Files.writeString(file, text.substring(0, from) + Packages.picture() + text.substring(to));
    } else {
      assertThat(text.substring(from, to)).isEqualTo(Packages.picture());
    }
  }

  @Test
  void libtorch_is_not_used_where_it_is_not_needed() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "everymode",
            "everymode.random..",
            "everymode.error..",
            "everymode.statistics..",
            "everymode.config..",
            "everymode.coverage..",
            "everymode.report..",
            "everymode.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(TORCH)
        .check(CODE);
    // A run directory stores and passes on named tensors, but computes nothing.
    noClasses()
        .that()
        .resideInAnyPackage(
            "everymode.run..", "everymode.certify..", "everymode.analysis..", "everymode.compare..")
        .should()
        .dependOnClassesThat(
            JavaClass.Predicates.resideInAPackage(TORCH)
                .and(
                    DescribedPredicate.not(
                        DescribedPredicate.describe(
                            "a tensor",
                            (JavaClass c) -> c.getName().equals("org.bytedeco.pytorch.Tensor")))))
        .allowEmptyShould(true)
        .check(CODE);
  }

  @Test
  void no_family_uses_another_except_those_built_on_one() {
    slices()
        .matching("everymode.model.(*)..")
        .should()
        .notDependOnEachOther()
        .ignoreDependency(
            JavaClass.Predicates.resideInAnyPackage(
                "everymode.model.gmgan..",
                "everymode.model.acgan..",
                "everymode.model.bourgan..",
                "everymode.model.veegan..",
                "everymode.model.mixplus..",
                "everymode.model.aeot..",
                "everymode.model.cesagan..",
                "everymode.model.hgan.."),
            JavaClass.Predicates.resideInAPackage("everymode.model.gan.."))
        .ignoreDependency(
            JavaClass.Predicates.resideInAPackage("everymode.model.hgan.."),
            JavaClass.Predicates.resideInAPackage("everymode.model.autoregressive.."))
        .check(CODE);
  }

  @Test
  void packages_form_no_cycle() {
    slices().matching("everymode.(**)").should().beFreeOfCycles().check(CODE);
  }

  @Test
  void static_state_is_immutable() {
    fields()
        .that()
        .areStatic()
        .and()
        .areDeclaredInClassesThat()
        .resideInAPackage("everymode..")
        .should()
        .beFinal()
        .andShould(holdNoState())
        .check(CODE);
  }

  private static ArchCondition<JavaField> holdNoState() {
    Set<String> holders =
        Set.of(
            "java.lang.ThreadLocal",
            "java.util.HashMap",
            "java.util.LinkedHashMap",
            "java.util.ArrayList",
            "java.util.concurrent.ConcurrentHashMap",
            "java.util.concurrent.atomic.AtomicLong",
            "java.util.concurrent.atomic.AtomicInteger",
            "java.util.Random");
    return new ArchCondition<>("hold no state, except for the current device") {
      @Override
      public void check(JavaField field, ConditionEvents events) {
        boolean device =
            field.getRawType().getName().equals("java.lang.ThreadLocal")
                && field.getOwner().getName().equals("everymode.tensor.Device");
        boolean holds = holders.contains(field.getRawType().getName()) && !device;
        events.add(new SimpleConditionEvent(field, !holds, field.getFullName()));
      }
    };
  }

  @Test
  void names_say_what_a_class_is() {
    noClasses()
        .that()
        .resideInAPackage("everymode..")
        .should()
        .haveNameMatching(".*[.$]\\w*(Manager|Helper|Utils?|Impl)")
        .orShould()
        .haveNameMatching(".*[.$](Abstract|Base)[A-Z]\\w*")
        .check(CODE);
  }

  @Test
  void only_the_backend_sets_threads_and_nothing_seeds_the_global_generator() {
    noClasses()
        .that()
        .resideOutsideOfPackage("everymode.tensor..")
        .should(call("set_num_threads", "set_num_interop_threads", "blas_set_num_threads"))
        .check(CODE);
    noClasses().should(call("manual_seed", "globalContext")).check(CODE);
  }

  /// Texts are the same in every locale: what formats or changes case names its locale.
  @Test
  void nothing_depends_on_the_default_locale() {
    noClasses()
        .that()
        .resideInAPackage("everymode..")
        .should()
        .callMethod(String.class, "formatted", Object[].class)
        .orShould()
        .callMethod(String.class, "format", String.class, Object[].class)
        .orShould()
        .callMethod(String.class, "toLowerCase")
        .orShould()
        .callMethod(String.class, "toUpperCase")
        .orShould()
        .callConstructor(Formatter.class)
        .orShould()
        .callMethod(PrintStream.class, "printf", String.class, Object[].class)
        .orShould()
        .callMethod(PrintStream.class, "format", String.class, Object[].class)
        .orShould()
        .callMethod(PrintWriter.class, "printf", String.class, Object[].class)
        .orShould()
        .callMethod(PrintWriter.class, "format", String.class, Object[].class)
        .orShould()
        .callMethod(Locale.class, "getDefault")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Format.class)
        .check(CODE);
  }

  /// Random numbers have one source: a random key.
  @Test
  void random_numbers_are_drawn_from_random_keys_only() {
    noClasses()
        .that()
        .resideInAPackage("everymode..")
        .should(
            call(
                "rand",
                "randn",
                "randint",
                "randperm",
                "rand_like",
                "randn_like",
                "normal_",
                "uniform_",
                "bernoulli",
                "multinomial",
                "dropout"))
        .check(CODE);
    noClasses()
        .that()
        .resideInAPackage("everymode..")
        .should()
        .dependOnClassesThat()
        .haveNameMatching(
            "java\\.util\\.Random|java\\.util\\.concurrent\\.ThreadLocalRandom|java\\.security\\.SecureRandom")
        .check(CODE);
  }

  private static ArchCondition<JavaClass> call(String... names) {
    Set<String> forbidden = Set.of(names);
    return new ArchCondition<>("call LibTorch's " + String.join(", ", names)) {
      @Override
      public void check(JavaClass owner, ConditionEvents events) {
        owner
            .getMethodCallsFromSelf()
            .forEach(call -> {
              boolean torch = call.getTargetOwner().getPackageName().startsWith("org.bytedeco");
              if (torch && forbidden.contains(call.getName())) {
                events.add(SimpleConditionEvent.satisfied(owner, call.getDescription()));
              }
            });
      }
    };
  }

  @Test
  void families_are_public_final_and_the_only_one_in_their_package() {
    classes()
        .that()
        .implement("everymode.train.Family")
        .should()
        .bePublic()
        .andShould()
        .haveModifier(com.tngtech.archunit.core.domain.JavaModifier.FINAL)
        .andShould()
        .resideInAPackage("everymode.model.*")
        .check(CODE);
  }
}
