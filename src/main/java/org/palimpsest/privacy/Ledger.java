package org.palimpsest.privacy;

/** Where the number of steps to account for is kept, so that a crash never makes it too small. */
public interface Ledger {

  /** The steps on record; 0 at first. */
  long steps();

  /** Puts {@code steps} on record before anything of them is released; returns when that is safe. */
  void record(long steps);

  /**
   * A ledger that lives as long as the process: enough where a crash leaves nothing of what was released, or where the
   * same is released again.
   */
  static Ledger inMemory() {
    return new Ledger() {
      private long steps;

      @Override
      public long steps() {
        return steps;
      }

      @Override
      public void record(long steps) {
        this.steps = steps;
      }
    };
  }
}
