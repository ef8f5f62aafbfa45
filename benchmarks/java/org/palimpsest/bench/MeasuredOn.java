package org.palimpsest.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The line on the machine that a baseline was measured on, kept beside it. */
final class MeasuredOn {

  private static final String SUFFIX = ".machine.txt";

  private MeasuredOn() {}

  /**
   * Processor, memory, system, BLAS and commit; the JDK is in the baseline itself.
   *
   * @param facts {@link org.palimpsest.experiment.Machine#describe} and its {@code engine}
   */
  static String line(Map<String, String> facts) {
    String commit = facts.get("commit") + (facts.get("clean").equals("no") ? " with changes" : "");
    String memory =
        facts.get("memory_bytes").equals("unknown")
            ? "unknown"
            : String.format(Locale.ROOT, "%.1f GB", Long.parseLong(facts.get("memory_bytes")) / 1e9);
    return "%s, %s processors, memory %s, %s (%s), BLAS %s, commit %s"
        .formatted(
            facts.get("cpu"), facts.get("processors"), memory, facts.get("os"), facts.get("architecture"),
            facts.get("blas"), commit);
  }

  static void write(Path baseline, String line) throws IOException {
    Files.writeString(beside(baseline), line + "\n");
  }

  /** Empty for baselines from before there were such lines. */
  static Optional<String> read(Path baseline) throws IOException {
    Path file = beside(baseline);
    return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
  }

  private static Path beside(Path baseline) {
    return baseline.resolveSibling(baseline.getFileName().toString().replaceAll("\\.json$", "") + SUFFIX);
  }
}
