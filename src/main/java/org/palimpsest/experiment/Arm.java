package org.palimpsest.experiment;

import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A method with its settings: one line of a table, one colour of a figure.
 *
 * @param method the method's catalogue name
 * @param variant its settings that differ from its defaults, such as {@code alpha=24.7 beta=25.4}, and what was
 *     erased from its features
 */
public record Arm(String method, String variant) {

  private static final String ERASED = "erased=";

  /** Whether something was taken out of the features after training. */
  public boolean erased() {
    return !erasure().isEmpty();
  }

  /** What was: the eraser and the images it was fitted to, {@code leace@0.1}; empty if nothing was. */
  public String erasure() {
    return parts(part -> part.startsWith(ERASED)).replace(ERASED, "");
  }

  /** The same before that. */
  public Arm trained() {
    return new Arm(method, parts(part -> !part.startsWith(ERASED)));
  }

  /** Each setting of the variant. */
  public Set<String> settings() {
    return variant.isEmpty() ? Set.of() : Set.of(variant.split(" "));
  }

  private String parts(Predicate<String> wanted) {
    return Stream.of(variant.split(" ")).filter(wanted).collect(Collectors.joining(" "));
  }
}
