package org.palimpsest.experiment;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/** Cells one after the other, in this JVM. */
public final class LocalExecutor implements GridExecutor {

  @Override
  public void run(List<Cell> cells, CellWork work, Consumer<CellOutcome> outcomes) throws IOException {
    for (Cell cell : cells) {
      outcomes.accept(work.run(cell));
    }
  }
}
