package org.palimpsest.report.results;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.palimpsest.experiment.Arm;
import org.palimpsest.experiment.AttackKey;
import org.palimpsest.experiment.AxisLabel;

/**
 * How methods and attackers are called: by name, and by what tells several of one name apart.
 *
 * @param attacks attackers and controls
 * @param spelling turns a method's catalogue name into the one that people know
 */
public record Labels(List<Arm> arms, List<AttackKey> attacks, UnaryOperator<String> spelling) {

  /** The method's name, with its variant where several of one method are compared. */
  public String of(Arm arm) {
    boolean alone = arms.stream().filter(other -> other.method().equals(arm.method())).count() == 1;
    String name = spelling.apply(arm.method());
    return alone || arm.variant().isEmpty() ? name : name + " (" + arm.variant() + ")";
  }

  /** The attacker's name, with variant and mix where they tell several of one name apart. */
  public String of(AttackKey attack) {
    boolean several = namesakes(attack).anyMatch(other -> !other.mix().equals(attack.mix()));
    return several && !attack.mix().isNone() ? name(attack) + " " + on(attack.mix()) : name(attack);
  }

  /** The attacker's name, with its variant where several of one name have one mix. */
  public String name(AttackKey attack) {
    boolean several = namesakes(attack).anyMatch(other -> other.mix().equals(attack.mix()));
    return several && !attack.variant().isEmpty() ? attack.name() + " (" + attack.variant() + ")" : attack.name();
  }

  private static String on(AxisLabel mix) {
    return (mix.level().isPresent() ? "at " : "on ") + Words.condition(mix);
  }

  private Stream<AttackKey> namesakes(AttackKey attack) {
    return attacks.stream().filter(other -> other.name().equals(attack.name()) && !other.equals(attack));
  }
}
