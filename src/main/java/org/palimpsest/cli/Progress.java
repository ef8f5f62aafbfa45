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

/** Shows how a run goes: a bar with the time left on a terminal, a line every few seconds elsewhere. */
final class Progress implements RunListener, AutoCloseable {

  private static final long NANOS_BETWEEN_LINES = 10_000_000_000L;

  private final PrintWriter console;
  private final ExperimentSpec spec;
  private final boolean terminal = Terminal.isPresent();
  private final Map<String, Integer> place = new HashMap<>();
  private int cells;
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
  void plan(List<Planned> plan, boolean fresh) {
    cells = plan.size();
    int stepsPerEpoch = spec.train().steps(spec.pools().encoderTrain());
    for (Planned planned : plan) {
      place.put(planned.cell().id(), place.size() + 1);
      int epochsDone = fresh ? 0 : planned.epochsDone();
      if (planned.cell().trains()) {
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
  public void started(Cell cell, int epochsDone) {
    String resumed = epochsDone > 0 ? ", going on after epoch " + epochsDone : "";
    say(cell, cell.label() + resumed, false);
  }

  @Override
  public void step(Cell cell, int epoch, int step, int stepsPerEpoch) {
    stepsDone++;
    if (bar != null) {
      bar.step();
      bar.setExtraMessage(" cell " + place.get(cell.id()) + "/" + cells + ", epoch " + epoch);
    } else if (System.nanoTime() - lastLine > NANOS_BETWEEN_LINES) {
      say(cell, "epoch %d, step %d of %d".formatted(epoch, step, stepsPerEpoch), true);
    }
  }

  @Override
  public void epoch(Cell cell, EpochRecord record) {
    if (bar == null && System.nanoTime() - lastLine > NANOS_BETWEEN_LINES) {
      double loss = record.terms().getOrDefault("loss", Double.NaN);
      say(cell, String.format(Locale.ROOT, "epoch %d, loss %.4f", record.epoch(), loss), true);
    }
  }

  @Override
  public void promised(Cell cell, String summary) {
    remark(cell, summary);
  }

  @Override
  public void missing(Cell cell, String what) {
    remark(cell, what);
  }

  private void remark(Cell cell, String text) {
    if (bar != null) {
      console.println(System.lineSeparator() + line(cell, text));
    }
    say(cell, text, false);
  }

  @Override
  public void measuring(Cell cell, String what) {
    if (bar != null) {
      bar.setExtraMessage(" cell " + place.get(cell.id()) + "/" + cells + ", " + what);
      bar.refresh();
    }
  }

  @Override
  public void finished(Cell cell, double seconds) {
    say(cell, "finished in " + Durations.text(seconds), true);
  }

  @Override
  public void failed(Cell cell, String message) {
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
    return "[%d/%d] %s".formatted(place.get(cell.id()), cells, what);
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
