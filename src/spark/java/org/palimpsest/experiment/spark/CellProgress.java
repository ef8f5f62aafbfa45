package org.palimpsest.experiment.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.spark.util.AccumulatorV2;
import org.palimpsest.experiment.Cell;
import org.palimpsest.experiment.RunListener;
import org.palimpsest.train.Trainer.EpochRecord;

/**
 * How one attempt at a cell goes, as its worker hears it and as Spark carries it to the driver: with every heartbeat a
 * picture of all so far, and at the end the last one.
 */
final class CellProgress extends AccumulatorV2<CellProgress.Event, CellProgress.Picture> {

  /** What a {@link RunListener} hears. */
  enum Kind {
    STARTED,
    EPOCH,
    PROMISED,
    MISSING,
    MEASURING
  }

  /**
   * One thing that was heard.
   *
   * @param number complete epochs, or the epoch
   * @param text what was said; empty if nothing
   * @param loss of an epoch, NaN if there was none
   */
  record Event(Kind kind, int number, String text, double loss) implements Serializable {

    void tell(RunListener listener, Cell cell) {
      switch (kind) {
        case STARTED -> listener.started(cell, number);
        case EPOCH -> {
          TreeMap<String, Double> terms = new TreeMap<>();
          if (!Double.isNaN(loss)) {
            terms.put("loss", loss);
          }
          listener.epoch(cell, new EpochRecord(number, 0, terms, new TreeMap<>()));
        }
        case PROMISED -> listener.promised(cell, text);
        case MISSING -> listener.missing(cell, text);
        case MEASURING -> listener.measuring(cell, text);
      }
    }
  }

  /** The last optimiser step; all 0 before the first. */
  record Step(int epoch, int step, int stepsPerEpoch) implements Serializable {}

  /**
   * Everything up to a moment.
   *
   * @param attempt Spark's number of the attempt
   * @param worker where it is made, such as {@code 10.0.0.7}
   */
  record Picture(long attempt, String worker, List<Event> events, Step step) implements Serializable {

    @Override
    public String toString() {
      return "%s: epoch %d, step %d".formatted(worker, step.epoch(), step.step());
    }
  }

  // Heartbeats are written by another thread, which takes no lock.
  private final List<Event> events = new CopyOnWriteArrayList<>();
  private volatile long attempt;
  private volatile String worker = "";
  private volatile Step step = new Step(0, 0, 0);

  /** Says whose picture this is. */
  synchronized void begin(long number, String host) {
    attempt = number;
    worker = host;
  }

  /** A listener that fills the picture. */
  RunListener listener() {
    return new RunListener() {
      @Override
      public void started(Cell cell, int epochsDone) {
        add(new Event(Kind.STARTED, epochsDone, "", Double.NaN));
      }

      @Override
      public void step(Cell cell, int epoch, int number, int stepsPerEpoch) {
        step = new Step(epoch, number, stepsPerEpoch);
      }

      @Override
      public void epoch(Cell cell, EpochRecord record) {
        add(new Event(Kind.EPOCH, record.epoch(), "", record.terms().getOrDefault("loss", Double.NaN)));
      }

      @Override
      public void promised(Cell cell, String summary) {
        add(new Event(Kind.PROMISED, 0, summary, Double.NaN));
      }

      @Override
      public void missing(Cell cell, String what) {
        add(new Event(Kind.MISSING, 0, what, Double.NaN));
      }

      @Override
      public void measuring(Cell cell, String what) {
        add(new Event(Kind.MEASURING, 0, what, Double.NaN));
      }
    };
  }

  @Override
  public synchronized boolean isZero() {
    return events.isEmpty() && step.step() == 0;
  }

  @Override
  public synchronized CellProgress copy() {
    CellProgress copy = new CellProgress();
    copy.merge(this);
    return copy;
  }

  @Override
  public synchronized void reset() {
    events.clear();
    step = new Step(0, 0, 0);
    attempt = 0;
    worker = "";
  }

  @Override
  public synchronized void add(Event event) {
    events.add(event);
  }

  /** The later attempt's picture stays. */
  @Override
  public synchronized void merge(AccumulatorV2<Event, Picture> other) {
    Picture others = other.value();
    if (others.attempt() >= attempt) {
      reset();
      attempt = others.attempt();
      worker = others.worker();
      events.addAll(others.events());
      step = others.step();
    }
  }

  @Override
  public synchronized Picture value() {
    return new Picture(attempt, worker, new ArrayList<>(events), step);
  }
}
