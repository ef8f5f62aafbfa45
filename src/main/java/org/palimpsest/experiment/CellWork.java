package org.palimpsest.experiment;

import java.io.IOException;

/** One cell's work: from its spec and the data to a finished folder. It may be done anywhere, and again. */
public interface CellWork {

  /**
   * Does whatever is left to do of a cell.
   *
   * @throws IOException if not even the cell's failure can be written down
   */
  CellOutcome run(Cell cell) throws IOException;

  /** Whether nothing is left to do of a cell. */
  boolean isFinished(Cell cell);

  /** Writes down of a cell that it could not be finished. */
  CellOutcome giveUp(Cell cell, String why) throws IOException;

  /**
   * How the work on a cell ended.
   *
   * @param seconds that all work on it has taken; 0 if it was skipped or failed
   * @param message why it failed; empty otherwise
   */
  public record CellOutcome(Cell cell, Fate fate, double seconds, String message) {

    /** An end of a cell's work. */
    public enum Fate {
      /** It was finished before. */
      SKIPPED,
      FINISHED,
      /** It could not be finished; what could be measured is kept. */
      FAILED
    }

    public static CellOutcome skipped(Cell cell) {
      return new CellOutcome(cell, Fate.SKIPPED, 0, "");
    }

    public static CellOutcome finished(Cell cell, double seconds) {
      return new CellOutcome(cell, Fate.FINISHED, seconds, "");
    }

    public static CellOutcome failed(Cell cell, String message) {
      return new CellOutcome(cell, Fate.FAILED, 0, message);
    }
  }
}
