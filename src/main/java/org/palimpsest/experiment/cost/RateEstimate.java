package org.palimpsest.experiment.cost;

import java.util.HashSet;
import java.util.Set;
import org.palimpsest.attack.AttackImages;
import org.palimpsest.attack.AttackSource;
import org.palimpsest.attack.ModelAttack;
import org.palimpsest.experiment.AttackerChoice;
import org.palimpsest.experiment.Cell;
import org.palimpsest.experiment.CellSpec;
import org.palimpsest.experiment.ExperimentSpec;
import org.palimpsest.experiment.Runner.Planned;

/** How fast this machine trains. */
public interface RateEstimate {

  /**
   * Seconds that one optimiser step of the cell takes, on a full batch or all the images there are; of plain training
   * if the cell makes no steps.
   */
  double secondsPerStep(Cell cell);

  /**
   * Seconds that a cell of an experiment still needs: its remaining steps, and the images it evaluates on the way and
   * at the end, each at a third of an image's share in a step, as there is no backward pass; and the shadow networks
   * of its attacks, but not what attackers take to learn from features. Nothing if it is finished; a method that does
   * not train has no epochs to pay for.
   */
  default double remainingSeconds(ExperimentSpec experiment, Planned planned) {
    if (planned.finished()) {
      return 0;
    }
    CellSpec spec = planned.cell().spec();
    boolean trains = planned.cell().trains();
    int epochs = trains ? spec.train().epochs() - planned.epochsDone() : 0;
    int batchSize = Math.min(spec.train().batchSize(), spec.pools().encoderTrain());
    double perImage = secondsPerStep(planned.cell()) / batchSize;
    double evaluated = 2.0 * epochs * spec.pools().validation() + 3.0 * spec.pools().test();
    Set<AttackSource> sources = new HashSet<>();
    for (AttackerChoice choice : experiment.attackers()) {
      if (sources.add(choice.attacker().source().whole())) {
        boolean own = choice.attacker().source().images() == AttackImages.DISJOINT;
        evaluated += own ? spec.pools().attackTrain() : spec.pools().encoderTrain();
      }
    }
    evaluated += (double) experiment.erasers().size() * spec.pools().encoderTrain();
    double shadows = 0;
    if (trains) {
      for (ModelAttack attack : experiment.modelAttacks()) {
        shadows += (double) attack.shadows() * spec.train().epochs() * spec.pools().encoderTrain();
      }
    }
    return perImage * (shadows + (double) epochs * spec.pools().encoderTrain() + evaluated / 3);
  }

  /**
   * The same of a network of a sweep, without attacks: the test images after each epoch come on top. A network that is
   * not trained is watched as long as the others.
   */
  default double remainingSweepSeconds(ExperimentSpec draws, Planned planned) {
    CellSpec spec = planned.cell().spec();
    int epochs = spec.train().epochs() - planned.epochsDone();
    int batchSize = Math.min(spec.train().batchSize(), spec.pools().encoderTrain());
    int watched = spec.pools().test() + (planned.cell().trains() ? 0 : 2 * spec.pools().validation());
    return secondsPerStep(planned.cell()) / batchSize * epochs * watched / 3 + remainingSeconds(draws, planned);
  }
}
