package org.palimpsest.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;

/** What commands print with {@code --json}. */
final class Json {

  /** How numbers are printed that JSON has not, for the help of a command. */
  static final String NUMBERS = "In JSON, infinity is the string \"Infinity\", and what does not exist is null.";

  private Json() {}

  /** One object over several lines; infinities are strings. */
  static String text(Map<String, Object> values) throws JsonProcessingException {
    return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(values);
  }

  /** {@code value}, or null for NaN. */
  static Double number(double value) {
    return Double.isNaN(value) ? null : value;
  }
}
