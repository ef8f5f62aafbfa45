package org.palimpsest;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which package may use which, and that nobody draws from a generator without a name. */
class ArchitectureTest {

  private static final String ROOT = "org.palimpsest";

  private static final int FEWEST_CLASSES = 100;

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  /** What each package may use of the others; {@code random} is there for all. */
  private static final Map<String, Set<String>> MAY_USE =
      Map.ofEntries(
          entry("random"),
          entry("data"),
          entry("nn", "data"),
          entry("method", "data", "nn", "privacy"),
          entry("metric"),
          entry("fair", "metric"),
          entry("privacy", "metric"),
          entry("train", "data", "nn", "method", "metric"),
          entry("attack", "data", "metric", "nn", "privacy"),
          entry("erase", "attack", "metric"),
          entry("testkit", "data", "nn", "method"),
          entry("experiment", "data", "nn", "method", "privacy", "metric", "train", "attack", "erase", "fair"),
          entry("report", "experiment", "metric", "fair", "privacy"),
          entry("cli", "experiment", "report", "data", "train", "privacy", "metric"));

  private static Map.Entry<String, Set<String>> entry(String name, String... mayUse) {
    Set<String> all = new TreeSet<>(List.of(mayUse));
    all.add("random");
    return Map.entry(name, all);
  }

  static List<String> packages() {
    return MAY_USE.keySet().stream().sorted().toList();
  }

  @Test
  void enoughIsScanned() {
    assertThat(CLASSES.size()).isGreaterThan(FEWEST_CLASSES);
    for (String name : packages()) {
      assertThat(CLASSES.stream().filter(type -> in(name, type))).as(name).isNotEmpty();
    }
    assertThat(CLASSES.stream().filter(ArchitectureTest::ours).map(ArchitectureTest::top).distinct())
        .containsExactlyInAnyOrderElementsOf(packages());
  }

  @ParameterizedTest
  @MethodSource("packages")
  void usesOnlyWhatItMay(String name) {
    noClasses()
        .that(describe("are in " + name, type -> in(name, type)))
        .should()
        .dependOnClassesThat(
            describe(
                "are ours and not in " + MAY_USE.get(name),
                type -> ours(type) && !in(name, type) && MAY_USE.get(name).stream().noneMatch(o -> in(o, type))))
        .check(CLASSES);
  }

  /** A room and the rooms in it may not use each other, but for the engine, which picks among its algorithms. */
  @Test
  void noTwoRoomsUseEachOther() {
    slices()
        .matching(ROOT + ".(**)")
        .should()
        .beFreeOfCycles()
        .ignoreDependency(resideInAPackage(ROOT + ".nn.engine"), resideInAPackage(ROOT + ".nn.engine.(**)"))
        .check(CLASSES);
  }

  @Test
  void onlyNetworksKnowDeepLearning4J() {
    noClasses()
        .that(describe("are not in nn", type -> !in("nn", type)))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.deeplearning4j..", "org.nd4j..", "org.bytedeco..")
        .check(CLASSES);
  }

  @Test
  void nothingDrawsFromHiddenGenerators() {
    noClasses().should().callConstructor(java.util.Random.class).check(CLASSES);
    noClasses().should().callMethod(Math.class, "random").check(CLASSES);
    noClasses().should().callMethod(java.util.Collections.class, "shuffle", List.class).check(CLASSES);
  }

  private static DescribedPredicate<JavaClass> describe(String what, Predicate<JavaClass> holds) {
    return DescribedPredicate.describe(what, holds);
  }

  private static boolean ours(JavaClass type) {
    return type.getPackageName().startsWith(ROOT + ".");
  }

  private static boolean in(String name, JavaClass type) {
    return top(type).equals(name);
  }

  /** The package just below the root; empty for classes of others. */
  private static String top(JavaClass type) {
    return ours(type) ? type.getPackageName().substring(ROOT.length() + 1).split("\\.")[0] : "";
  }
}
