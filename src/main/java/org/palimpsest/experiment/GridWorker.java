package org.palimpsest.experiment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.palimpsest.Failure;
import org.palimpsest.experiment.CellWork.CellOutcome;
import org.palimpsest.experiment.GridOrder.Item;
import org.palimpsest.nn.engine.Engine;

/**
 * Works on an experiment's cells where nothing is known of it but a {@link GridOrder}. Text and images are read once for
 * all cells that come to this JVM. Safe for several threads.
 */
public final class GridWorker {

  static {
    // As on the machine that gives the order: whatever is named or written has the digits and points of no country.
    Locale.setDefault(Locale.ROOT);
  }

  private static final Map<GridOrder, GridWorker> KNOWN = new ConcurrentHashMap<>();

  private final GridOrder order;
  private final ExperimentSpec spec;
  private final Tasks tasks;
  private final MeasurePlan plan;
  private final Map<String, Item> items = new HashMap<>();

  private GridWorker(GridOrder order) {
    this.order = order;
    this.spec = order.read(order.home());
    this.tasks = new Tasks(spec, order.home());
    this.plan = MeasurePlan.of(spec);
    for (Item item : GridOrder.items(spec.grid())) {
      items.put(item.id(), item);
    }
  }

  /**
   * The worker of an order.
   *
   * @throws IOException if this machine cannot work as the one does that gives the order
   * @throws RuntimeException if the experiment cannot be read here
   */
  public static GridWorker of(GridOrder order) throws IOException {
    BlasKernels.requireHere();
    return KNOWN.computeIfAbsent(order, GridWorker::new);
  }

  /**
   * One of the experiment's items.
   *
   * @throws IOException if the text comes to other cells here than where it was read first
   */
  public Item item(String id) throws IOException {
    Item item = items.get(id);
    if (item == null) {
      throw new IOException(
          "%s: expected a cell that the experiment has on this machine, too, was none: are its data in %s the same? It says %s"
              .formatted(id, order.home().folder(), spec.dataset().description()));
    }
    return item;
  }

  /**
   * Does whatever is left to do of an item.
   *
   * @param results the folder under which it leaves what it has
   * @param passOn which failures are thrown and not written down: another attempt is made elsewhere
   */
  public CellOutcome run(Item item, Path results, RunListener listener, Predicate<Throwable> passOn)
      throws IOException {
    CellTraining training = new CellTraining(tasks, results, KeptEpochs.SELECTED, plan, listener);
    return Engine.aside(order.threads(), () -> run(item, training, passOn));
  }

  private static CellOutcome run(Item item, CellTraining training, Predicate<Throwable> passOn) throws IOException {
    Cell cell = item.cell();
    try {
      if (!item.isStart()) {
        return training.attempt(cell);
      }
      training.start(cell);
      return CellOutcome.finished(cell, 0);
    } catch (Throwable error) {
      CellFailure.passOnTheEnd(error);
      if (passOn.test(error)) {
        throw error;
      }
      return item.isStart() ? CellOutcome.failed(cell, Failure.explain(error)) : training.failed(cell, error);
    }
  }

  /** Whether a failure may have to do with this machine, such as its disk, so that the cell may do on another. */
  public static boolean mayBeOfTheMachine(Throwable error) {
    return CellFailure.mayBeOfTheMachine(error);
  }
}
