package org.palimpsest.experiment;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.palimpsest.data.DataException;
import org.palimpsest.method.TrainingDiverged;

/** Words for what went wrong with a cell. Every Throwable but the end of the JVM is the failure of its cell alone. */
final class Failure {

  private Failure() {}

  /** One line: the message of an error that explains itself, with its kind where it does not. */
  static String line(Throwable error) {
    if (error instanceof OutOfMemoryError) {
      long megabytes = Runtime.getRuntime().maxMemory() >> 20;
      return ("out of memory with a heap of %,d MB (%s): give it more with PALIMPSEST_JAVA_OPTS=-Xmx8g, or the cell fewer"
              + " images a step (train.batchSize)")
          .formatted(megabytes, error.getMessage());
    }
    String message = error.getMessage() == null ? "" : error.getMessage().replace('\n', ' ');
    return explains(error) ? message : (error.getClass().getSimpleName() + ": " + message).strip();
  }

  /** The line, and below it where the error comes from if nobody foresaw it. */
  static String text(Throwable error) {
    if (explains(error)) {
      return line(error);
    }
    StringWriter trace = new StringWriter();
    error.printStackTrace(new PrintWriter(trace, true));
    return line(error) + "\n" + trace;
  }

  /** Passes on what is not a failure of one cell: the JVM is ending. */
  static void passOnTheEnd(Throwable error) {
    if (error instanceof VirtualMachineError end && !(error instanceof OutOfMemoryError)
        && !(error instanceof StackOverflowError)) {
      throw end;
    }
  }

  private static boolean explains(Throwable error) {
    return error instanceof IllegalArgumentException
        || error instanceof DataException
        || error instanceof TrainingDiverged;
  }
}
