package org.palimpsest.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.palimpsest.experiment.RecordedRun;
import org.palimpsest.report.draw.Figure;
import org.palimpsest.report.results.Published;
import org.palimpsest.report.results.Results;
import org.palimpsest.report.results.Runs;
import org.palimpsest.report.results.SweepResults;

/** The report of an experiment, made from its results alone. */
public final class Report {

  private Report() {}

  /**
   * Reads {@code runs.csv}, and {@code provenance.json}, {@code groups.csv} and the pictures in {@code groups/},
   * {@code reconstructions/} and {@code ranking/} if there are any, and writes {@code tables/}, {@code figures/} and
   * {@code report.html} beside them; what was there of these is
   * replaced. The same results give the same bytes. Where {@code sweep.csv} lies, the report is that of a sweep, and
   * reads {@code rules/} too.
   *
   * @return the page
   * @throws IOException if the results cannot be read, with a message that names file, line and column, or if the
   *     folder cannot be written
   */
  public static Path write(Path resultsDir) throws IOException {
    RecordedRun run = RecordedRun.read(resultsDir.resolve("provenance.json"));
    Published published = Published.load();
    Runs runs = Runs.read(resultsDir.resolve("runs.csv"), run, published);
    Path tables = Files.createDirectories(resultsDir.resolve("tables"));
    Path figures = Files.createDirectories(resultsDir.resolve("figures"));
    Optional<SweepResults> sweep = SweepResults.read(resultsDir, published);
    boolean alone = runs.results().size() == 1;
    List<Section> sections = new ArrayList<>();
    for (Results results : runs.results()) {
      Section section =
          sweep.isPresent()
              ? SweepSection.of(results, sweep.get(), run)
              : Section.of(results, run, published, alone, resultsDir);
      for (Table table : section.leading()) {
        table.write(tables);
      }
      for (Table table : section.tables()) {
        table.write(tables);
      }
      for (Table table : section.fairness().tables()) {
        table.write(tables);
      }
      section.missing().write(tables);
      if (sweep.isEmpty()) {
        Tables.groups(results).named(alone ? "" : Section.suffix(results)).write(tables);
      }
      draw(section.figures(), figures);
      draw(section.aside(), figures);
      draw(section.fairness().figures(), figures);
      sections.add(section);
    }
    Path page = resultsDir.resolve("report.html");
    Files.writeString(page, new Page(runs.experiment(), run, sections, figures).html());
    return page;
  }

  /** On all cores: drawing is most of the work. */
  private static void draw(List<Figure> figures, Path folder) throws IOException {
    try {
      figures.parallelStream().forEach(figure -> write(figure, folder));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void write(Figure figure, Path folder) {
    try {
      figure.write(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
