package org.palimpsest.experiment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.palimpsest.Require;
import org.palimpsest.experiment.CellWork.CellOutcome;
import org.palimpsest.nn.engine.Engine;

/**
 * Cells in this JVM, one after the other or several side by side, each then with its share of the engine's threads.
 *
 * @param jobs how many cells are worked on at a time, at least 1
 */
public record LocalExecutor(int jobs) implements GridExecutor {

  public LocalExecutor {
    Require.that(jobs >= 1, "jobs", "at least 1", jobs);
  }

  @Override
  public Map<String, String> facts() {
    return jobs == 1 ? Map.of() : Map.of("jobs", Integer.toString(jobs));
  }

  @Override
  public void run(Grid grid, Consumer<CellOutcome> outcomes) throws IOException {
    if (jobs == 1) {
      for (Cell cell : grid.cells()) {
        outcomes.accept(grid.work().run(cell));
      }
      return;
    }
    new SideBySide(grid, outcomes).run(jobs);
  }

  /** The first error ends the work: cells that are under way are ended, no other is begun. */
  private static final class SideBySide {
    private final Grid grid;
    private final Consumer<CellOutcome> outcomes;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicReference<Throwable> thrown = new AtomicReference<>();

    SideBySide(Grid grid, Consumer<CellOutcome> outcomes) {
      this.grid = grid;
      this.outcomes = outcomes;
    }

    void run(int jobs) throws IOException {
      int threads = Math.max(1, Engine.threads() / jobs);
      List<Thread> workers = new ArrayList<>();
      for (int job = 0; job < jobs; job++) {
        Thread worker = new Thread(() -> pull(threads), "palimpsest-job-" + (job + 1));
        worker.setDaemon(true);
        worker.start();
        workers.add(worker);
      }
      for (Thread worker : workers) {
        join(worker);
      }
      Throwable error = thrown.get();
      if (error instanceof IOException e) {
        throw e;
      } else if (error instanceof RuntimeException e) {
        throw e;
      } else if (error instanceof Error e) {
        throw e;
      }
    }

    private void pull(int threads) {
      try {
        Engine.aside(
            threads,
            () -> {
              for (int i = next.getAndIncrement(); i < grid.cells().size(); i = next.getAndIncrement()) {
                CellOutcome outcome = grid.work().run(grid.cells().get(i));
                synchronized (this) {
                  outcomes.accept(outcome);
                }
              }
              return null;
            });
      } catch (Throwable error) {
        thrown.compareAndSet(null, error);
        next.set(grid.cells().size());
      }
    }

    private static void join(Thread worker) throws IOException {
      try {
        worker.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while cells were worked on", e);
      }
    }
  }
}
