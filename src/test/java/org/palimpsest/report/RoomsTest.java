package org.palimpsest.report;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The report's rooms: drawing and results know nothing of each other, figures know both, and the page knows all. */
class RoomsTest {

  private static final String REPORT = "org.palimpsest.report";

  private static final JavaClasses CLASSES =
      new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages(REPORT);

  @ParameterizedTest
  @CsvSource({
    "draw, results", "draw, figure", "draw, ''", "results, draw", "results, figure", "results, ''", "figure, ''"
  })
  void knowsNothingOf(String room, String other) {
    noClasses()
        .that().resideInAPackage(REPORT + "." + room)
        .should().dependOnClassesThat().resideInAPackage(other.isEmpty() ? REPORT : REPORT + "." + other)
        .check(CLASSES);
  }
}
