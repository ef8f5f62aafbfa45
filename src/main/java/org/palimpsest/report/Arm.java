package org.palimpsest.report;

import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A method with its settings: one line of a table, one colour of a figure. */
record Arm(String method, String variant) {

  private static final String ERASED = "erased=";

  /** Methods that frame a comparison and take no part in it. */
  private static final Set<String> CONTROLS = Set.of("oracle-data", "untrained");

  /** Whether something was taken out of the features after training. */
  boolean erased() {
    return !erasure().isEmpty();
  }

  /** What was: the eraser and the images it was fitted to, {@code leace@0.1}; empty if nothing was. */
  String erasure() {
    return parts(part -> part.startsWith(ERASED)).replace(ERASED, "");
  }

  /** The same before that. */
  Arm trained() {
    return new Arm(method, parts(part -> !part.startsWith(ERASED)));
  }

  /** Whether it is a ceiling or a floor, such as an untrained network, whatever was erased from it. */
  boolean isControl() {
    return CONTROLS.contains(method);
  }

  /** Whether it is what methods are compared with. */
  boolean isVanilla() {
    return method.equalsIgnoreCase("vanilla");
  }

  /** Whether it is a training method that can be ranked among others. */
  boolean ranked() {
    return !isControl() && !erased();
  }

  /** What tells it from the method's usual settings, one a setting. */
  Set<String> settings() {
    return variant.isEmpty() ? Set.of() : Set.of(variant.split(" "));
  }

  private String parts(Predicate<String> wanted) {
    return Stream.of(variant.split(" ")).filter(wanted).collect(Collectors.joining(" "));
  }
}
