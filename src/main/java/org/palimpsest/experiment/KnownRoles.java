package org.palimpsest.experiment;

import static org.palimpsest.experiment.AttackerRecord.Reach.CEILING;
import static org.palimpsest.experiment.AttackerRecord.Reach.CONTROL;
import static org.palimpsest.experiment.AttackerRecord.Reach.GIVEN_TARGET;
import static org.palimpsest.experiment.AttackerRecord.Reach.LINEAR;
import static org.palimpsest.experiment.AttackerRecord.Reach.NON_LINEAR;
import static org.palimpsest.experiment.AttackerRecord.Reach.PUBLISHED;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reach of attackers and roles of methods that come with the suite, for results that do not tell them. */
final class KnownRoles {

  private static final Map<String, AttackerRecord> ATTACKERS = new LinkedHashMap<>();
  private static final Map<String, MethodRole> METHODS =
      Map.of("vanilla", MethodRole.BASELINE, "oracle-data", MethodRole.CONTROL, "untrained", MethodRole.CONTROL);

  static {
    add("published", PUBLISHED, false);
    add("balanced", LINEAR, true);
    add("linear", LINEAR, true);
    add("published-mlp", NON_LINEAR, false);
    add("mlp", NON_LINEAR, true);
    add("knn", NON_LINEAR, true);
    add("decoder", NON_LINEAR, false);
    add("conditional", GIVEN_TARGET, false);
    add("chance", CONTROL, false);
    add("majority", CONTROL, false);
    add("digit-only", CONTROL, false);
    add("shuffled", CONTROL, false);
    add("raw-pixel", CEILING, false);
  }

  private KnownRoles() {}

  private static void add(String name, AttackerRecord.Reach reach, boolean conclusive) {
    ATTACKERS.put(name, new AttackerRecord(name, name, reach, conclusive));
  }

  static Map<String, AttackerRecord> attackers() {
    return ATTACKERS;
  }

  static Optional<AttackerRecord> attacker(String name) {
    return Optional.ofNullable(ATTACKERS.get(name));
  }

  static MethodRole method(String name) {
    return METHODS.getOrDefault(name.toLowerCase(Locale.ROOT), MethodRole.METHOD);
  }
}
