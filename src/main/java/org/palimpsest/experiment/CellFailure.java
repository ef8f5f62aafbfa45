package org.palimpsest.experiment;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.palimpsest.Failure;
import org.palimpsest.data.DataException;
import org.palimpsest.method.TrainingDiverged;

/** A cell's failure. Every Throwable but the end of the JVM is the failure of its cell alone. */
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

  /** Whether it may have to do with the machine, such as its disk or its memory, so that the cell may do elsewhere. */
  static boolean mayBeOfTheMachine(Throwable error) {
    return !(error instanceof IllegalArgumentException || error instanceof TrainingDiverged);
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
