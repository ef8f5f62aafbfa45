package org.palimpsest.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Turns the JMH results in {@code benchmarks/baselines} into the tables of {@code benchmarks/README.md} and, beside
 * the results, plots of samples a second against batch size and of where a step's time goes. Ratios are taken within
 * one {@link Sitting} only: figures from different ones are not comparable.
 */
public final class BenchmarkTables {

  private static final String BEGIN = "<!-- tables: begin -->\n";
  private static final String END = "<!-- tables: end -->";

  private BenchmarkTables() {}

  /** No arguments; run from the repository's root. */
  public static void main(String[] args) throws IOException {
    write(Path.of("benchmarks"));
  }

  /** @param folder has README.md and baselines */
  static void write(Path folder) throws IOException {
    StringBuilder tables = new StringBuilder(BEGIN);
    for (Sitting sitting : Sitting.in(folder.resolve("baselines"))) {
      tables.append(section(sitting, folder));
    }
    Path readme = folder.resolve("README.md");
    String text = Files.readString(readme);
    int from = text.indexOf(BEGIN);
    int to = text.indexOf(END);
    if (from < 0 || to < from) {
      throw new IllegalStateException(readme + ": expected the markers " + BEGIN.strip() + " and " + END);
    }
    Files.writeString(readme, text.substring(0, from) + tables + text.substring(to));
  }

  private static String section(Sitting sitting, Path folder) throws IOException {
    StringBuilder section = new StringBuilder("### " + sitting.name() + "\n\n");
    section
        .append("JDK ")
        .append(sitting.jdk())
        .append(sitting.machines().stream().map("; "::concat).collect(Collectors.joining()))
        .append(". Nothing else running; a ratio compares what was measured in one sitting.\n\n");
    section.append(ScoreTable.of(sitting));
    if (BatchFigure.fits(sitting)) {
      String file = "baselines/" + sitting.name() + ".png";
      BatchFigure.draw(sitting, folder.resolve(file));
      section.append("![Samples a second against batch size](").append(file).append(")\n\n");
    }
    Optional<StepProfile> profile = StepProfile.of(sitting);
    if (profile.isPresent()) {
      String file = "baselines/" + sitting.name() + "-step.png";
      StepFigure.draw(sitting.name(), profile.get(), folder.resolve(file));
      section.append(profile.get().table());
      section.append("![Where the step's time goes](").append(file).append(")\n\n");
    }
    return section.toString();
  }
}
