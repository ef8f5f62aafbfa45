package org.palimpsest.experiment;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.palimpsest.Failure;
import org.palimpsest.data.DataException;
import org.palimpsest.method.TrainingDiverged;

/** What is written down of a cell that failed. Every Throwable but the end of the JVM is the failure of its cell alone. */
final class CellFailure {

  private CellFailure() {}

  /** One line, and below it where the error comes from if nobody foresaw it. */
  static String text(Throwable error) {
    boolean foreseen =
        error instanceof IllegalArgumentException
            || error instanceof DataException
            || error instanceof TrainingDiverged
            || error instanceof OutOfMemoryError;
    if (foreseen) {
      return Failure.explain(error);
    }
    StringWriter trace = new StringWriter();
    error.printStackTrace(new PrintWriter(trace, true));
    return Failure.explain(error) + "\n" + trace;
  }

  /** Passes on what is not a failure of one cell: the JVM is ending. */
  static void passOnTheEnd(Throwable error) {
    boolean end =
        error instanceof VirtualMachineError
            && !(error instanceof OutOfMemoryError)
            && !(error instanceof StackOverflowError);
    if (end) {
      throw (VirtualMachineError) error;
    }
  }
}
