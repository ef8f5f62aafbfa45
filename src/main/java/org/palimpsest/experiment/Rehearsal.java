package org.palimpsest.experiment;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;
import org.palimpsest.Failure;
import org.palimpsest.attack.AttackSource;
import org.palimpsest.data.Images;
import org.palimpsest.data.Task.Split;
import org.palimpsest.experiment.MeasurePlan.AttackerChoice;
import org.palimpsest.experiment.MeasurePlan.EraserChoice;
import org.palimpsest.method.Training;
import org.palimpsest.nn.Encoder;
import org.palimpsest.train.TrainSpec;

/**
 * Everything of a grid that can be refused before a network is trained: images that are not there, mixes that cannot be
 * had of them, networks that do not fit them, promises that cannot be kept, attackers that ask for more images than
 * there are. Of the cells that differ in their number alone, the first speaks for all.
 */
final class Rehearsal {

  /** A cell that will fail, or something about it that will. */
  record Problem(Cell cell, String what) {}

  private final Tasks tasks;
  private final MeasurePlan plan;
  private final List<Problem> problems = new ArrayList<>();

  private Rehearsal(Tasks tasks, MeasurePlan plan) {
    this.tasks = tasks;
    this.plan = plan;
  }

  /** What will fail of these cells, in their order; empty if nothing is foreseen. */
  static List<Problem> of(List<Cell> cells, Tasks tasks, MeasurePlan plan) {
    Rehearsal rehearsal = new Rehearsal(tasks, plan);
    Set<Object> seen = new HashSet<>();
    for (Cell cell : cells) {
      CellSpec spec = cell.spec();
      if (seen.add(List.of(spec.condition(), spec.method(), spec.network(), spec.train(), spec.start()))) {
        rehearsal.rehearse(cell);
      }
    }
    return rehearsal.problems;
  }

  private void rehearse(Cell cell) {
    int before = problems.size();
    CellData data = new CellData(tasks.of(cell.spec()), cell.spec());
    attempt(cell, "", () -> learner(cell.spec(), data));
    attempt(cell, "", () -> chooser(cell.spec().train(), data));
    if (problems.size() > before) {
      return;
    }
    for (Split split : data.task().splits()) {
      attempt(cell, "test images " + split.name() + ": ", () -> data.test(split).size());
    }
    Map<AttackSource, Set<String>> sources = new LinkedHashMap<>();
    for (AttackerChoice choice : plan.attackers()) {
      sources.computeIfAbsent(choice.attacker().source(), source -> new LinkedHashSet<>()).add(choice.label());
    }
    sources.forEach(
        (source, names) -> {
          String who = "attack " + String.join(", ", names) + ": ";
          attempt(cell, who, () -> source.among(data.attackTrain(source).size()));
        });
    for (EraserChoice choice : plan.erasers()) {
      attempt(cell, choice.label() + ": ", () -> data.erasureTrain(choice.mix()).size());
    }
  }

  /** Makes the network and what trains it, as far as the first step; returns the number of its parameters. */
  private static int learner(CellSpec spec, CellData data) {
    TrainSpec train = spec.train();
    Images images = data.train();
    Encoder encoder = data.encoder();
    spec.method()
        .learner(
            encoder,
            new Training(
                images, train.optimiserSpec(), train.batchSize(), train.learningRate(), train.epochs(),
                data.stream("method", spec.method().name()), data.stream("rehearsal", ""), Optional.empty()));
    return encoder.parameters().length;
  }

  private static int chooser(TrainSpec train, CellData data) {
    Set<String> available = data.validation().keySet();
    train.requireWatched(available);
    return available.size();
  }

  private void attempt(Cell cell, String where, IntSupplier part) {
    try {
      part.getAsInt();
    } catch (Throwable error) {
      CellFailure.passOnTheEnd(error);
      problems.add(new Problem(cell, where + Failure.explain(error)));
    }
  }
}
