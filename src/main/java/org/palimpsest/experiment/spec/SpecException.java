package org.palimpsest.experiment.spec;


/** A spec that cannot be run. The message is one line and names the place, what was expected and what was found. */
public class SpecException extends RuntimeException {

  public SpecException(String message) {
    super(message.strip().replaceAll("\\s*\\R\\s*", "; "));
  }
}
