package org.palimpsest.data;

/** Data that is missing, damaged or not what it claims to be; the message is one line and complete. */
public class DataException extends RuntimeException {

  public DataException(String message) {
    super(message);
  }

  public DataException(String message, Throwable cause) {
    super(message, cause);
  }
}
