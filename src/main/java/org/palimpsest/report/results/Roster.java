package org.palimpsest.report.results;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.palimpsest.experiment.Arm;
import org.palimpsest.experiment.AttackKey;
import org.palimpsest.experiment.AttackerRecord;
import org.palimpsest.experiment.AttackerRecord.Reach;
import org.palimpsest.experiment.MethodRole;
import org.palimpsest.experiment.RecordedRun;

/** Which part attackers and methods have in a comparison, as the run declares it. */
public record Roster(Map<String, AttackerRecord> attackers, Function<String, MethodRole> roles) {

  public static Roster of(RecordedRun run) {
    return new Roster(run.attackers(), run::role);
  }

  /** An attacker of which nothing is declared takes no part in verdicts. */
  public Reach reach(AttackKey attack) {
    return record(attack).map(AttackerRecord::reach).orElse(Reach.OTHER);
  }

  /** Whether a failure of it, once it has converged, says that there is nothing to read. */
  public boolean conclusive(AttackKey attack) {
    return record(attack).filter(AttackerRecord::conclusive).isPresent();
  }

  /** Whether it is a floor or a ceiling: a reader of nothing, of the target, or of the image itself. */
  public boolean isControl(AttackKey attack) {
    return reach(attack) == Reach.CONTROL || reach(attack) == Reach.CEILING;
  }

  /** What it declares with these settings, else with its usual ones. */
  private Optional<AttackerRecord> record(AttackKey attack) {
    AttackerRecord own = attackers.get(AttackerRecord.key(attack.name(), attack.variant()));
    return Optional.ofNullable(own == null ? attackers.get(attack.name()) : own);
  }

  /** Its place among those of its reach. */
  int place(AttackKey attack) {
    int place = attackers.values().stream().map(AttackerRecord::name).distinct().toList().indexOf(attack.name());
    return place < 0 ? Integer.MAX_VALUE : place;
  }

  /** Whether it is a ceiling or a floor, such as an untrained network, whatever was erased from it. */
  public boolean isControl(Arm arm) {
    return roles.apply(arm.method()) == MethodRole.CONTROL;
  }

  /** Whether it is what methods are compared with. */
  public boolean isBaseline(Arm arm) {
    return roles.apply(arm.method()) == MethodRole.BASELINE;
  }

  /** Whether it is a training method that can be ranked among others. */
  public boolean ranked(Arm arm) {
    return !isControl(arm) && !arm.erased();
  }
}
