package org.palimpsest.experiment.cost;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.palimpsest.experiment.Cell;
import org.palimpsest.experiment.CellSpec;
import org.palimpsest.method.Vanilla;
import org.palimpsest.nn.engine.Engine;

/**
 * How many cells are worked on side by side unless the user says so. It is measured: a step of plain training is timed
 * with all threads and with one. If all of them make it less than {@value #WORTH} of their number times as fast, cells
 * side by side, with one thread each, get more out of the machine; as many as there are threads, cells left, and memory
 * for. A network whose steps take long feeds all threads, and is not timed.
 */
public final class JobsRule {

  /** The share of the ideal speed-up from which all threads are best given to one cell. */
  static final double WORTH = 0.9;

  private static final double LONG_STEP_SECONDS = 1;
  private static final double WARM_SECONDS = 0.7;
  private static final int FEWEST_STEPS = 3;
  private static final double PATIENCE_SECONDS = 5;
  private static final int STEPS = 5;

  /** The share of the heap that may be in use, so that there is room for garbage. */
  private static final double HEAP_SHARE = 0.7;

  /** Copies of the features of all images that attackers hold at a time, in double precision. */
  private static final int FEATURE_COPIES = 3;

  /**
   * What was chosen.
   *
   * @param why for people; empty if there was nothing to choose
   */
  public record Choice(int jobs, String why) {}

  private JobsRule() {}

  /**
   * Chooses for the cells that are left to work on.
   *
   * @param threads that there are to compute with
   * @param heap in bytes
   */
  public static Choice of(List<Cell> left, int threads, long heap) {
    if (threads == 1 || left.size() < 2) {
      return new Choice(1, "");
    }
    CellSpec spec = left.get(0).spec();
    long before = used();
    StepTimer all = timer(spec);
    if (warm(all) > LONG_STEP_SECONDS) {
      return new Choice(1, "");
    }
    double together = median(all);
    double alone = Engine.aside(1, () -> warmMedian(timer(spec)));
    long each = Math.max(1, used() - before) + features(spec);
    double faster = alone / together;
    all.step(); // It was not let go of while memory was looked at.
    if (faster >= WORTH * threads) {
      return new Choice(1, String.format(Locale.ROOT, "a step is %.2f times as fast on %d threads as on one", faster, threads));
    }
    long room = Math.max(1, (long) (HEAP_SHARE * heap - before) / each);
    int jobs = (int) Math.min(Math.min(threads, left.size()), room);
    String memory = room < threads ? "; the heap has room for %d".formatted(room) : "";
    return new Choice(
        jobs, String.format(Locale.ROOT, "a step is only %.2f times as fast on %d threads as on one%s", faster, threads, memory));
  }

  private static StepTimer timer(CellSpec spec) {
    return new StepTimer(spec.network(), new Vanilla(), Math.min(spec.train().batchSize(), spec.pools().encoderTrain()));
  }

  private static double warmMedian(StepTimer timer) {
    timer.step();
    return median(timer);
  }

  /** Steps until the JVM has loaded and compiled them, or they prove to be long; returns what the shortest took. */
  private static double warm(StepTimer timer) {
    double total = 0;
    double shortest = Double.POSITIVE_INFINITY;
    for (int steps = 0; (total < WARM_SECONDS || steps < FEWEST_STEPS) && total < PATIENCE_SECONDS; steps++) {
      double step = timer.step();
      shortest = Math.min(shortest, step);
      total += step;
    }
    return shortest;
  }

  private static double median(StepTimer timer) {
    List<Double> seconds = new ArrayList<>();
    for (int step = 0; step < STEPS; step++) {
      seconds.add(timer.step());
    }
    return seconds.stream().sorted().toList().get(STEPS / 2);
  }

  private static long features(CellSpec spec) {
    long images = (long) spec.pools().encoderTrain() + spec.pools().attackTrain() + 2L * spec.pools().test();
    return images * spec.network().featureCount() * Double.BYTES * FEATURE_COPIES;
  }

  private static long used() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
