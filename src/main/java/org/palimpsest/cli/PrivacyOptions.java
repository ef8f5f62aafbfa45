package org.palimpsest.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import org.palimpsest.privacy.accounting.Accountant;
import org.palimpsest.privacy.accounting.Pld;
import org.palimpsest.privacy.accounting.Rdp;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** What the commands on privacy share. */
final class PrivacyOptions {

  private PrivacyOptions() {}

  /** Whose epsilon. */
  enum Method {
    PLD(new Pld()),
    RDP(Rdp.wide());

    final Accountant accountant;

    Method(Accountant accountant) {
      this.accountant = accountant;
    }
  }

  /** The value of an option that this use of the command needs. */
  static <T> T required(CommandSpec spec, String option, T value) {
    if (value == null) {
      throw new ParameterException(spec.commandLine(), "Missing required option: '" + option + "'");
    }
    return value;
  }

  /** The steps given, or those that {@code epochs} take at {@code samplingRate}: epochs / rate, rounded up. */
  static long steps(CommandSpec spec, Long steps, Double epochs, double samplingRate) {
    if (steps == null && epochs != null) {
      if (!(epochs > 0 && samplingRate > 0)) {
        throw new ParameterException(
            spec.commandLine(), "--epochs: expected above 0, at a sampling rate above 0, was " + epochs);
      }
      return (long) Math.ceil(epochs / samplingRate - 1e-9);
    }
    return required(spec, "--steps", steps);
  }

  static void print(PrintWriter out, Map<String, Object> values) throws IOException {
    out.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(values));
  }
}
