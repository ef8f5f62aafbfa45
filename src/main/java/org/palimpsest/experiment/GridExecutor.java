package org.palimpsest.experiment;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.palimpsest.experiment.CellWork.CellOutcome;

/** Where and in which order the cells of a grid are worked on. The numbers do not depend on it. */
public interface GridExecutor {

  /**
   * Has every cell worked on.
   *
   * @param outcomes hears of each cell when its work has ended; called by one thread at a time
   * @throws IOException if the work cannot go on
   */
  void run(List<Cell> cells, CellWork work, Consumer<CellOutcome> outcomes) throws IOException;

  /** Cells one after the other, in this JVM. */
  public static final class LocalExecutor implements GridExecutor {

    @Override
    public void run(List<Cell> cells, CellWork work, Consumer<CellOutcome> outcomes) throws IOException {
      for (Cell cell : cells) {
        outcomes.accept(work.run(cell));
      }
    }
  }
}
