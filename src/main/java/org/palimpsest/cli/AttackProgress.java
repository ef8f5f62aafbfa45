package org.palimpsest.cli;

import java.io.PrintWriter;
import org.palimpsest.cli.Progress.Durations;
import org.palimpsest.experiment.Cell;
import org.palimpsest.experiment.ExperimentSpec;
import org.palimpsest.experiment.RunListener;

/**
 * Shows how an attack on given features goes: a line for each thing that is measured, with the time that is left where
 * arms before this one tell it.
 */
final class AttackProgress implements RunListener {

  private final PrintWriter console;
  private final int cells;
  private final long start = System.nanoTime();
  private int done;
  private int measured;

  AttackProgress(PrintWriter console, ExperimentSpec described) {
    this.console = console;
    this.cells = described.grid().size();
  }

  @Override
  public void skipped(Cell cell) {
    done++;
    console.printf("[%d/%d] %s was measured before%n", done, cells, cell.label());
  }

  @Override
  public void measuring(Cell cell, String what) {
    double elapsed = (System.nanoTime() - start) / 1e9;
    String left =
        measured == 0 ? "" : ", about %s left".formatted(Durations.text(elapsed / measured * (cells - done)));
    console.printf("[%d/%d] %s: %s, after %s%s%n", done + 1, cells, cell.label(), what, Durations.text(elapsed), left);
    console.flush();
  }

  @Override
  public void finished(Cell cell, double seconds) {
    done++;
    measured++;
    console.printf("[%d/%d] %s: measured in %s%n", done, cells, cell.label(), Durations.text(seconds));
  }

  @Override
  public void failed(Cell cell, String message) {
    done++;
    console.printf("[%d/%d] %s FAILED: %s%n", done, cells, cell.label(), message);
  }
}
