package org.palimpsest.experiment;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.palimpsest.Nearest;
import org.palimpsest.method.Method;

/** The part that a training method has in a comparison. */
public enum MethodRole {
  /** What methods are compared with: plain training. */
  BASELINE,
  /** What is compared, and ranked. */
  METHOD,
  /** A ceiling or a floor, which is not ranked. */
  CONTROL;

  /** As {@code provenance.json} writes it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  static MethodRole of(Method method) {
    return valueOf(method.role().name());
  }

  static MethodRole of(String label) {
    List<String> known = Arrays.stream(values()).map(MethodRole::label).toList();
    if (!known.contains(label)) {
      throw new IllegalArgumentException("role: unknown '" + label + "'" + Nearest.hint(label, known));
    }
    return values()[known.indexOf(label)];
  }
}
