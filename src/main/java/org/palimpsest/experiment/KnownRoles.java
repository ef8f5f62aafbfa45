package org.palimpsest.experiment;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.palimpsest.attack.Attacker;
import org.palimpsest.attack.AttackSource;
import org.palimpsest.attack.Controls;
import org.palimpsest.attack.ModelAttack;
import org.palimpsest.method.Method;

/** Reach of attackers and roles of methods that come with the suite, for results that do not tell them. */
final class KnownRoles {

  private static final Map<String, AttackerRecord> ATTACKERS = ofStandard();
  private static final Map<String, Method> METHODS = Catalogue.standard().methods();

  private KnownRoles() {}

  private static Map<String, AttackerRecord> ofStandard() {
    Map<String, AttackerRecord> all = new LinkedHashMap<>();
    Catalogue standard = Catalogue.standard();
    for (Attacker attacker : standard.attackers().values()) {
      all.put(attacker.name(), AttackerRecord.of(attacker));
    }
    for (ModelAttack attack : standard.modelAttacks().values()) {
      all.put(attack.name(), AttackerRecord.of(attack));
    }
    AttackerRecord code = new AttackerRecord("mdl", "probe=mlp", "mdl", AttackerRecord.Reach.NON_LINEAR, true);
    all.put(code.key(), code);
    controls().forEach((name, control) -> all.put(name, control));
    return Collections.unmodifiableMap(all);
  }

  /** The floors and ceilings that stand beside every run's attackers. */
  static Map<String, AttackerRecord> controls() {
    Map<String, AttackerRecord> all = new LinkedHashMap<>();
    all.put("chance", new AttackerRecord("chance", "", "chance", AttackerRecord.Reach.CONTROL, false));
    for (Attacker control : Controls.of(AttackSource.BALANCED)) {
      all.put(control.name(), AttackerRecord.of(control));
    }
    all.put("raw-pixel", new AttackerRecord("raw-pixel", "", "raw-pixel", AttackerRecord.Reach.CEILING, false));
    return all;
  }

  static Map<String, AttackerRecord> attackers() {
    return ATTACKERS;
  }

  static MethodRole method(String name) {
    Method known = METHODS.get(name.toLowerCase(Locale.ROOT));
    return known == null ? MethodRole.METHOD : MethodRole.of(known);
  }
}
