package org.palimpsest.experiment;

import org.palimpsest.data.Task;
import org.palimpsest.experiment.spec.RecordBinder;

/** Attackers whose mixes are what the task makes of them. */
final class RecordMixes {

  private RecordMixes() {}

  /** @param choice an {@link AttackerChoice}, or an attack on the network */
  static Object resolve(Object choice, Task.Defaults defaults) {
    return choice instanceof AttackerChoice attacker
        ? new AttackerChoice(RecordBinder.withMixes(attacker.attacker(), defaults::resolve), attacker.variant())
        : RecordBinder.withMixes(choice, defaults::resolve);
  }
}
