package org.palimpsest.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.palimpsest.data.DataHome;
import org.palimpsest.experiment.Cell.CellState;
import org.palimpsest.experiment.CellWork.CellOutcome;
import org.palimpsest.experiment.GridExecutor.Grid;

/**
 * Runs an experiment's cells. What an earlier run left in the folder is used: finished cells are
 * not run again, interrupted ones go on after their last complete epoch, and a cell whose network is trained is only
 * measured. After each cell the results in the folder are brought up to date.
 */
public final class Runner {

  private final ExperimentSpec spec;
  private final Tasks tasks;
  private final ResultsFolder results;
  private final RunListener listener;
  private final KeptEpochs keep;
  private final MeasurePlan measures;
  private final CellTraining training;

  /**
   * @param home where the data are
   * @param folder of the results; made if it is not there
   */
  public Runner(ExperimentSpec spec, DataHome home, Path folder, RunListener listener) {
    this(spec, new Tasks(spec, home), folder, listener, KeptEpochs.SELECTED, MeasurePlan.of(spec));
  }

  Runner(
      ExperimentSpec spec, Tasks tasks, Path folder, RunListener listener, KeptEpochs keep, MeasurePlan plan) {
    this.spec = spec;
    this.tasks = tasks;
    this.listener = listener;
    this.keep = keep;
    this.measures = plan;
    this.training = new CellTraining(tasks, folder, keep, plan, listener);
    this.results = new ResultsFolder(folder, spec, spec.grid(), training::folder);
  }

  ResultsFolder results() {
    return results;
  }

  /**
   * A cell and how far it has come.
   *
   * @param epochsDone complete epochs
   */
  public record Planned(Cell cell, CellState state, int epochsDone) {

    /** Whether nothing is left to do. */
    public boolean finished() {
      return state == CellState.FINISHED;
    }
  }

  /** The grid, and what is left to do. */
  public List<Planned> plan() {
    List<Planned> plan = new ArrayList<>();
    for (Cell cell : results.cells()) {
      CellFolder folder = results.cell(cell);
      CellState state = folder.state();
      plan.add(new Planned(cell, state, state.isTrained() ? spec.train().epochs() : folder.epochsDone()));
    }
    return plan;
  }

  /**
   * What of the unfinished cells is bound to fail, as far as that can be told without training: a line each, with the
   * cell it is about.
   */
  public List<String> foreseen() {
    List<Cell> open =
        results.cells().stream().filter(cell -> results.cell(cell).state() != CellState.FINISHED).toList();
    return Rehearsal.of(open, tasks, measures).stream()
        .map(problem -> problem.cell().label() + ": " + problem.what())
        .toList();
  }

  /**
   * Refuses data that are not there, before anything is made for them.
   *
   * @throws org.palimpsest.data.DataException names what is missing, and how to get it
   */
  public void requireData() {
    tasks.first().train().size();
  }

  /** What came of a run: the number of cells of each fate. */
  public record Outcome(int skipped, int finished, int failed) {}

  /** Runs whatever is left to do, one cell after the other. */
  public Outcome run(Provenance provenance, boolean fresh) throws IOException {
    return run(provenance, fresh, new LocalExecutor(1));
  }

  /**
   * Runs whatever is left to do.
   *
   * @param provenance of this run; the data's is added to it
   * @param executor what works on the cells
   * @param fresh whether to throw away what earlier runs left of these cells
   * @throws IOException if the folder cannot be written or another run is using it
   * @throws IllegalArgumentException if the spec does not fit the data
   */
  public Outcome run(Provenance provenance, boolean fresh, GridExecutor executor) throws IOException {
    return run(provenance, fresh, executor, () -> 0);
  }

  /** What is done with the finished grid while the folder is still locked; returns how much of it failed. */
  interface Afterwards {
    int run() throws IOException;
  }

  Outcome run(Provenance provenance, boolean fresh, GridExecutor executor, Afterwards afterwards)
      throws IOException {
    try (ResultsLock lock = ResultsLock.of(results.folder())) {
      return lock.guard(() -> runLocked(provenance, fresh, executor, afterwards));
    }
  }

  private Outcome runLocked(Provenance provenance, boolean fresh, GridExecutor executor, Afterwards afterwards)
      throws IOException {
    keep.refuseOthers(results.folder());
    provenance.task(spec.dataset(), tasks.first(), spec.conditions().get(0));
    if (fresh) {
      Files.deleteIfExists(results.folder().resolve(GridOrder.TOKEN));
      for (Cell cell : results.cells()) {
        results.cell(cell).deleteAll();
      }
    }
    results.write(provenance);
    if (plan().stream().anyMatch(cell -> !cell.finished())) {
      GroupSheet.write(spec, tasks, results.folder());
    }
    Map<CellOutcome.Fate, Integer> fates = new EnumMap<>(CellOutcome.Fate.class);
    Freshness written = new Freshness();
    try {
      executor.run(
          new Grid(results.cells(), training, listener, results.folder()),
          outcome -> {
            fates.merge(outcome.fate(), 1, Integer::sum);
            tell(outcome);
            if (written.isDue()) {
              written.by(() -> write(provenance, executor));
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    write(provenance, executor);
    int failed = fates.getOrDefault(CellOutcome.Fate.FAILED, 0) + afterwards.run();
    return new Outcome(
        fates.getOrDefault(CellOutcome.Fate.SKIPPED, 0), fates.getOrDefault(CellOutcome.Fate.FINISHED, 0), failed);
  }

  /** When results are to be written again: at once, unless that takes long; then it may take a twentieth of the time. */
  private static final class Freshness {
    private static final long LONG_NANOSECONDS = 500_000_000;
    private static final int SHARE = 20;
    private long due = System.nanoTime();

    boolean isDue() {
      return System.nanoTime() - due >= 0;
    }

    void by(Runnable writing) {
      long start = System.nanoTime();
      writing.run();
      long took = System.nanoTime() - start;
      due = System.nanoTime() + (took > LONG_NANOSECONDS ? SHARE * took : 0);
    }
  }

  private void tell(CellOutcome outcome) {
    switch (outcome.fate()) {
      case SKIPPED -> listener.skipped(outcome.cell());
      case FINISHED -> listener.finished(outcome.cell(), outcome.seconds());
      case FAILED -> listener.failed(outcome.cell(), outcome.message());
    }
  }

  private void write(Provenance provenance, GridExecutor executor) {
    try {
      provenance.environment(executor.facts());
      results.write(provenance);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
