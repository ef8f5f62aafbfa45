package org.palimpsest.experiment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.palimpsest.AtomicFile;
import org.palimpsest.Failure;
import org.palimpsest.data.Condition;
import org.palimpsest.data.DataHome;
import org.palimpsest.experiment.Cell.CellState;
import org.palimpsest.experiment.Runner.Outcome;
import org.palimpsest.experiment.Runner.Planned;
import org.palimpsest.experiment.SweepCsv.SweepRow;
import org.palimpsest.train.Trainer.TrainedModel;

/**
 * Trains all draws of a {@link SweepSpec} as a grid like any other, records the target accuracy after every epoch, and
 * keeps the model of every epoch that a rule may take. Only then do the rules choose, from the records alone, and the
 * attackers are let loose on what was chosen, as it was after the epoch chosen.
 *
 * <p>Leaves {@code draws/} and {@code runs.csv} (all draws after their last epoch), {@code sweep.csv} (what every rule
 * makes of every draw), and for each rule a folder of results of its own, {@code rules/last/runs.csv}.
 */
public final class Sweep {

  private final SweepSpec sweep;
  private final ExperimentSpec draws;
  private final Tasks tasks;
  private final Path folder;
  private final RunListener listener;
  private final MeasurePlan plan;
  private final CellTraining measuring;
  private final Runner runner;

  /**
   * @param folder of the results; made if it is not there
   * @throws IllegalArgumentException if two of the experiment's methods come to the same search, or if a method refuses
   *     a value of its own search space
   */
  public Sweep(SweepSpec sweep, DataHome home, Path folder, RunListener listener) {
    this.sweep = sweep;
    this.draws = sweep.draws();
    this.folder = folder;
    this.plan = MeasurePlan.onFeatures(sweep.experiment());
    this.listener = listener;
    this.tasks = new Tasks(draws, home);
    this.runner = new Runner(draws, tasks, folder, listener, KeptEpochs.BEST_OF_EACH, MeasurePlan.of(draws));
    this.measuring =
        new CellTraining(tasks, folder, KeptEpochs.BEST_OF_EACH, plan, listener);
  }

  /** The networks to be trained, and what is left to do. */
  public List<Planned> plan() {
    return runner.plan();
  }

  /** As {@link Runner#foreseen}. */
  public List<String> foreseen() {
    return runner.foreseen();
  }

  /** The values of what is searched, such as {@code alpha=0.1 beta=3.162}; empty if nothing is. */
  public static String settings(Cell cell) {
    return SweepSpec.settings(cell.spec().method());
  }

  /** As below, one network after the other. */
  public Outcome run(Provenance provenance, boolean fresh) throws IOException {
    return run(provenance, fresh, new LocalExecutor(1));
  }

  /**
   * Trains whatever is left to train, chooses, and attacks what was chosen.
   *
   * @param executor what trains the networks; what the rules chose is attacked here
   * @return the fates of the networks; an attack that fails counts as one more failure
   * @throws IOException if the folder cannot be written, another run is using it, or it holds results of another kind
   */
  public Outcome run(Provenance provenance, boolean fresh, LocalExecutor executor) throws IOException {
    provenance.sweep(sweep);
    return runner.run(provenance, fresh, executor, () -> choose(provenance));
  }

  private int choose(Provenance provenance) throws IOException {
    List<List<DrawnNetwork>> searches = searches();
    List<SweepRow> rows = new ArrayList<>();
    int failed = 0;
    for (SelectionRule rule : sweep.rules()) {
      Map<Cell, CellFolder> picks = new LinkedHashMap<>();
      for (List<DrawnNetwork> search : searches) {
        DrawnNetwork pick = rule.pick(search).orElseThrow();
        search.forEach(network -> rows.add(SweepRow.of(rule, network, network == pick)));
        int epoch = rule.epoch(pick);
        CellFolder measured = measured(pick.cell(), epoch);
        failed += attack(pick.cell(), epoch, measured) ? 0 : 1;
        picks.put(pick.cell(), measured);
      }
      List<Cell> picked = List.copyOf(picks.keySet());
      new ResultsFolder(results(rule), draws, picked, picks::get).write(provenance);
    }
    AtomicFile.write(folder.resolve(SweepCsv.NAME), partial -> SweepCsv.write(partial, rows));
    for (SelectionRule rule : SelectionRule.values()) {
      if (!sweep.rules().contains(rule)) {
        CellFolder.deleteTree(results(rule));
      }
    }
    return failed;
  }

  private Path results(SelectionRule rule) {
    return folder.resolve("rules").resolve(rule.label());
  }

  /** The finished networks of each method under each condition, by draw; only where there are any. */
  private List<List<DrawnNetwork>> searches() throws IOException {
    record Key(String method, String variant, Condition condition) {}
    Map<Key, List<DrawnNetwork>> searches = new LinkedHashMap<>();
    for (Cell cell : runner.results().cells()) {
      CellFolder drawn = runner.results().cell(cell);
      if (drawn.state() == CellState.FINISHED) {
        Key key = new Key(cell.spec().method().name(), cell.variant(), cell.spec().condition());
        searches.computeIfAbsent(key, k -> new ArrayList<>()).add(DrawnNetwork.of(cell, tasks.first().headline(), drawn.readRows()));
      }
    }
    return List.copyOf(searches.values());
  }

  /** The cell's folder, with the rows of one epoch's model under all attackers for its results. */
  private CellFolder measured(Cell cell, int epoch) {
    Path drawn = folder.resolve(KeptEpochs.BEST_OF_EACH.folder());
    return new CellFolder(drawn, cell, plan.id() + "-epoch-%04d".formatted(epoch));
  }

  private boolean attack(Cell cell, int epoch, CellFolder measured) throws IOException {
    if (measured.state() == CellState.FINISHED) {
      return true;
    }
    try {
      CellData data = new CellData(tasks.of(cell.spec()), cell.spec());
      TrainedModel model = measured.readKept(epoch, data.encoder());
      Consumer<String> progress = what -> listener.measuring(cell, "epoch " + epoch + ", " + what);
      FeatureCache cache = measured.keptFeatureCache(epoch, progress);
      measuring.measure(cell, measured, model, cache, progress, "attacking");
      return true;
    } catch (Throwable error) {
      CellFailure.passOnTheEnd(error);
      listener.failed(cell, Failure.explain(error));
      return false;
    }
  }
}
