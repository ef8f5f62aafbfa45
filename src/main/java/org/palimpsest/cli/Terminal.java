package org.palimpsest.cli;

import java.io.Console;

/** Whether somebody is watching. */
final class Terminal {

  private Terminal() {}

  /** Whether both input and output are a terminal. */
  static boolean isPresent() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      // From Java 22 on there is a console even where there is no terminal, and this method to tell.
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }
}
