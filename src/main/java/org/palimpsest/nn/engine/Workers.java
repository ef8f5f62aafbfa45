package org.palimpsest.nn.engine;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * A fixed team of threads that shares out numbered tasks. The calling thread is worker 0 and takes part; the others
 * are daemon threads asleep between calls, unless these follow each other within microseconds. Which worker gets which
 * task is left to chance, so a task must write only what belongs to its number, and use its worker's index for scratch
 * memory alone.
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

  /** How long a thread looks out for what it waits for before it sleeps: about what sleeping and waking takes. */
  private static final long LOOKOUT_NANOSECONDS = 50_000;

  private final int threads;
  private final boolean looksOut;
  private final Map<Class<?>, Object> memories = new ConcurrentHashMap<>();
  private final AtomicInteger next = new AtomicInteger();

  // All below: guarded by this monitor; the volatile ones are looked at from outside, too.
  private Task task;
  private int tasks;
  private volatile long calls;
  private volatile int helping;
  private Throwable failure;
  private volatile boolean closed;

  private final BooleanSupplier nobodyHelps = () -> helping == 0;

  public Workers(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads: expected at least 1, was " + threads);
    }
    this.threads = threads;
    looksOut = threads <= Runtime.getRuntime().availableProcessors();
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

  /**
   * Working memory of one kind, made when first asked for, which everything that runs on this team shares: as calls
   * come one at a time, so does its use.
   */
  public <T> T memory(Class<T> kind, Supplier<T> first) {
    return kind.cast(memories.computeIfAbsent(kind, unused -> first.get()));
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

  private Throwable end() {
    synchronized (this) {
      task = null; // A worker that wakes only now has nothing to join.
    }
    lookOut(nobodyHelps);
    return sleepUntilDone();
  }

  private synchronized Throwable sleepUntilDone() {
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

  private void lookOut(BooleanSupplier reached) {
    if (looksOut && !reached.getAsBoolean()) {
      long end = System.nanoTime() + LOOKOUT_NANOSECONDS;
      while (!reached.getAsBoolean() && System.nanoTime() < end) {
        Thread.onSpinWait();
      }
    }
  }

  private void serve(int worker) {
    long seen = 0;
    while (true) {
      Task current;
      int count;
      long before = seen;
      lookOut(() -> calls != before || closed);
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
