package org.palimpsest.experiment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.palimpsest.experiment.CellWork.CellOutcome;

/** Where and in which order the cells of a grid are worked on. The numbers do not depend on it. */
public interface GridExecutor {

  /**
   * What there is to be worked on.
   *
   * @param cells in the order of the grid
   * @param work as it is done in this JVM
   * @param listener hears how it goes, of several cells at once if these are worked on side by side
   * @param results the folder of results
   */
  record Grid(List<Cell> cells, CellWork work, RunListener listener, Path results) {}

  /**
   * Has every cell worked on, each after those it starts from.
   *
   * @param outcomes hears of each cell when its work has ended; called by one thread at a time
   * @throws IOException if the work cannot go on
   */
  void run(Grid grid, Consumer<CellOutcome> outcomes) throws IOException;

  /** Name and value of what is to be known later of where the work was done; may grow while it is. */
  Map<String, String> facts();

  /**
   * An executor that lies in a jar of its own and is named on the command line. Found by
   * {@link java.util.ServiceLoader}; needs a constructor without parameters.
   */
  interface Provider {

    /** As it is typed, such as {@code spark}. */
    String name();

    /** Options of the JVM in which {@link #open} is called. */
    List<String> jvmOptions();

    /**
     * @param order the experiment, as workers elsewhere are told of it
     * @param master where the work is given out
     * @param settings of the engine behind it, by its own keys
     * @throws IllegalArgumentException if there is something wrong with master or settings
     */
    GridExecutor open(GridOrder order, String master, Map<String, String> settings);
  }
}
