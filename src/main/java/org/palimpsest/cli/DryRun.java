package org.palimpsest.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.palimpsest.cli.Progress.Durations;
import org.palimpsest.experiment.Cell.CellState;
import org.palimpsest.experiment.Runner.Planned;

/** A plan, a line for each cell, and how long all of it takes. */
final class DryRun {

  private DryRun() {}

  /**
   * @param remaining seconds that a cell still needs
   * @param remark what else there is to say of a cell, or nothing
   * @param end what follows on the sum
   */
  static void print(
      PrintWriter console, List<Planned> plan, ToDoubleFunction<Planned> remaining, Function<Planned, String> remark,
      String end) {
    double total = 0;
    for (Planned planned : plan) {
      double seconds = remaining.applyAsDouble(planned);
      total += seconds;
      String after = planned.state() == CellState.INTERRUPTED ? " after epoch " + planned.epochsDone() : "";
      String left = planned.finished() ? "nothing to do" : "about " + Durations.text(seconds);
      String line =
          "  %s  %-48s %s%s, %s  %s"
              .formatted(
                  planned.cell().id(), planned.cell().label(), planned.state().label(), after, left,
                  remark.apply(planned));
      console.println(line.stripTrailing());
    }
    console.println(
        "about " + Durations.text(total) + " in all, from a few training steps timed just now" + end);
  }

  /** Prints what will fail; returns the exit code. */
  static int foretell(PrintWriter console, List<String> problems) {
    problems.forEach(problem -> console.println("will fail: " + problem));
    return problems.isEmpty() ? 0 : 1;
  }
}
