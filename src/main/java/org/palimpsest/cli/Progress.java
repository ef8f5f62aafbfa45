package org.palimpsest.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.palimpsest.experiment.Cell;
import org.palimpsest.experiment.ExperimentSpec;
import org.palimpsest.experiment.RunListener;
import org.palimpsest.experiment.Runner.Planned;
import org.palimpsest.train.Trainer.EpochRecord;

/**
 * Shows how a run goes: a bar with the time left on a terminal, a line every few seconds elsewhere. Cells that are worked
 * on side by side, or again, count by how far each of them is.
 */
final class Progress implements RunListener, AutoCloseable {

  private static final long NANOS_BETWEEN_LINES = 10_000_000_000L;

  private final PrintWriter console;
  private final ExperimentSpec spec;
  private final boolean terminal = Terminal.isPresent();
  private final Map<String, Integer> place = new HashMap<>();
  private final Map<String, Long> stepsOfCells = new HashMap<>();
  private int cells;
  private int stepsPerEpoch;
  private long stepsToDo;
  private long stepsDone;
  private long start;
  private long lastLine;
  private ProgressBar bar;

  Progress(PrintWriter console, ExperimentSpec spec) {
    this.console = console;
    this.spec = spec;
  }

  /** Takes note of what there is to do. */
  synchronized void plan(List<Planned> plan, boolean fresh) {
    cells = plan.size();
    stepsPerEpoch = spec.train().steps(spec.pools().encoderTrain());
    for (Planned planned : plan) {
      place.put(planned.cell().id(), place.size() + 1);
      int epochsDone = fresh ? 0 : planned.epochsDone();
      if (planned.cell().trains()) {
        stepsOfCells.put(planned.cell().id(), (long) epochsDone * stepsPerEpoch);
        stepsToDo += (long) (spec.train().epochs() - epochsDone) * stepsPerEpoch;
      }
    }
    start = System.nanoTime();
    lastLine = start;
    if (terminal && stepsToDo > 0) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(spec.name())
              .setInitialMax(stepsToDo)
              .setUnit(" steps", 1)
              .setStyle(ProgressBarStyle.ASCII)
              .setConsumer(new ConsoleProgressBarConsumer(System.out))
              .build();
    }
  }

  @Override
  public synchronized void started(Cell cell, int epochsDone) {
    String resumed = epochsDone > 0 ? ", going on after epoch " + epochsDone : "";
    say(cell, cell.label() + resumed, false);
  }

  @Override
  public synchronized void step(Cell cell, int epoch, int step, int steps) {
    count(cell, (long) (epoch - 1) * steps + step);
    if (bar != null) {
      bar.stepTo(stepsDone);
      bar.setExtraMessage(" cell " + where(cell) + ", epoch " + epoch);
    } else if (System.nanoTime() - lastLine > NANOS_BETWEEN_LINES) {
      say(cell, "epoch %d, step %d of %d".formatted(epoch, step, steps), true);
    }
  }

  /** Takes note of how far a cell is; one that others start from is not part of the plan. */
  private void count(Cell cell, long steps) {
    Long before = stepsOfCells.get(cell.id());
    if (before != null && steps > before) {
      stepsDone += steps - before;
      stepsOfCells.put(cell.id(), steps);
    }
  }

  @Override
  public synchronized void epoch(Cell cell, EpochRecord record) {
    if (bar == null && System.nanoTime() - lastLine > NANOS_BETWEEN_LINES) {
      double loss = record.terms().getOrDefault("loss", Double.NaN);
      say(cell, String.format(Locale.ROOT, "epoch %d, loss %.4f", record.epoch(), loss), true);
    }
  }

  @Override
  public synchronized void promised(Cell cell, String summary) {
    remark(cell, summary);
  }

  @Override
  public synchronized void missing(Cell cell, String what) {
    remark(cell, what);
  }

  @Override
  public synchronized void remark(String what) {
    console.println(bar == null ? what : System.lineSeparator() + what);
  }

  private void remark(Cell cell, String text) {
    if (bar != null) {
      console.println(System.lineSeparator() + line(cell, text));
    }
    say(cell, text, false);
  }

  @Override
  public synchronized void measuring(Cell cell, String what) {
    if (bar != null) {
      bar.setExtraMessage(" cell " + where(cell) + ", " + what);
      bar.refresh();
    }
  }

  @Override
  public synchronized void finished(Cell cell, double seconds) {
    say(cell, "finished in " + Durations.text(seconds), true);
  }

  @Override
  public synchronized void failed(Cell cell, String message) {
    Long steps = stepsOfCells.remove(cell.id());
    if (steps != null) {
      stepsToDo -= (long) spec.train().epochs() * stepsPerEpoch - steps;
      if (bar != null) {
        bar.maxHint(stepsToDo);
      }
    }
    String what = cell.label() + " FAILED: " + message;
    if (bar != null) {
      console.println(System.lineSeparator() + line(cell, what));
    }
    say(cell, what, false);
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }

  private void say(Cell cell, String what, boolean timeLeft) {
    if (bar != null) {
      return;
    }
    String line = line(cell, what);
    lastLine = System.nanoTime();
    double elapsed = (lastLine - start) / 1e9;
    boolean known = timeLeft && stepsDone > 0 && stepsDone < stepsToDo;
    console.println(
        known ? line + ", about " + Durations.text(elapsed / stepsDone * (stepsToDo - stepsDone)) + " left" : line);
  }

  private String line(Cell cell, String what) {
    return "[%s] %s".formatted(where(cell), what);
  }

  private String where(Cell cell) {
    Integer number = place.get(cell.id());
    return number == null ? "start" : number + "/" + cells;
  }

  /** Whether somebody is watching. */
  static final class Terminal {

    private Terminal() {}

    /** Whether both input and output are a terminal. */
    static boolean isPresent() {
      Console console = System.console();
      if (console == null) {
        return false;
      }
      try {
        // From Java 22 on there is a console even where there is no terminal, and this method to tell.
        return (boolean) Console.class.getMethod("isTerminal").invoke(console);
      } catch (ReflectiveOperationException e) {
        return true;
      }
    }
  }

  /** Lengths of time for people. */
  static final class Durations {

    private Durations() {}

    /** {@code 42 s}, {@code 7 min 05 s} or {@code 3 h 20 min}. */
    static String text(double seconds) {
      long whole = Math.round(seconds);
      if (whole < 60) {
        return whole + " s";
      } else if (whole < 3600) {
        return "%d min %02d s".formatted(whole / 60, whole % 60);
      }
      return "%d h %02d min".formatted(whole / 3600, whole % 3600 / 60);
    }
  }
}
