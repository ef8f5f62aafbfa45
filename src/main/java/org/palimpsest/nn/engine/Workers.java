package org.palimpsest.nn.engine;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A fixed team of threads that shares out numbered tasks. The calling thread is worker 0 and takes part; the others
 * are daemon threads asleep between calls. Which worker gets which task is left to chance, so a task must write
 * only what belongs to its number, and use its worker's index for scratch memory alone.
 *
 * <p>A call allocates nothing. One call at a time: tasks must not call {@link #run} of their own team.
 */
public class Workers implements AutoCloseable {

  /** One numbered piece of work. */
  public interface Task {
    /**
     * @param task 0..tasks-1, each exactly once
     * @param worker 0..threads-1, never the same in two threads at once
     */
    void run(int task, int worker);
  }

  private final int threads;
  private final AtomicInteger next = new AtomicInteger();

  // All below: guarded by this monitor.
  private Task task;
  private int tasks;
  private long calls;
  private int helping;
  private Throwable failure;
  private boolean closed;

  public Workers(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads: expected at least 1, was " + threads);
    }
    this.threads = threads;
    for (int worker = 1; worker < threads; worker++) {
      int index = worker;
      Thread thread = new Thread(() -> serve(index), "palimpsest-worker-" + worker);
      thread.setDaemon(true);
      thread.start();
    }
  }

  public int threads() {
    return threads;
  }

  /** Runs every task and returns when all have ended; throws what the first failing one threw. */
  public void run(int tasks, Task task) {
    if (tasks < 0) {
      throw new IllegalArgumentException("tasks: expected at least 0, was " + tasks);
    }
    begin(tasks, task);
    pull(task, tasks, 0);
    Throwable thrown = end();
    if (thrown instanceof RuntimeException exception) {
      throw exception;
    }
    if (thrown instanceof Error error) {
      throw error;
    }
  }

  private synchronized void begin(int tasks, Task task) {
    if (closed) {
      throw new IllegalStateException("workers are closed");
    }
    if (this.task != null || helping > 0) {
      throw new IllegalStateException("workers are busy: a task, or a second thread, called run");
    }
    this.task = task;
    this.tasks = tasks;
    next.set(0);
    failure = null;
    calls++;
    if (tasks > 1) {
      notifyAll();
    }
  }

  private void pull(Task task, int tasks, int worker) {
    try {
      for (int i = next.getAndIncrement(); i < tasks; i = next.getAndIncrement()) {
        task.run(i, worker);
      }
    } catch (Throwable thrown) {
      next.set(tasks);
      fail(thrown);
    }
  }

  private synchronized void fail(Throwable thrown) {
    if (failure == null) {
      failure = thrown;
    }
  }

  private synchronized Throwable end() {
    task = null; // A worker that wakes only now has nothing to join.
    boolean interrupted = false;
    while (helping > 0) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return failure;
  }

  private void serve(int worker) {
    long seen = 0;
    while (true) {
      Task current;
      int count;
      synchronized (this) {
        while (!closed && (task == null || calls == seen)) {
          try {
            wait();
          } catch (InterruptedException e) {
            // Nobody owns these threads but this team, and it ends them by closing.
          }
        }
        if (closed) {
          return;
        }
        seen = calls;
        current = task;
        count = tasks;
        helping++;
      }
      pull(current, count, worker);
      synchronized (this) {
        helping--;
        if (helping == 0) {
          notifyAll();
        }
      }
    }
  }

  /** Ends the threads; a later {@link #run} is refused. */
  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
  }
}
