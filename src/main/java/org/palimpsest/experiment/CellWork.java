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
}
