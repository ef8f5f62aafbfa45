package org.palimpsest.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.palimpsest.experiment.RecordedRun;
import org.palimpsest.experiment.RunsCsv;

/** Reports on made-up results, in a folder of the test's. */
final class SampleReports {

  private SampleReports() {}

  static RecordedRun noProvenance() {
    return RecordedRun.none();
  }

  /** The page of a full job without provenance. */
  static Path full(Path folder) throws IOException {
    RunsCsv.write(folder.resolve("runs.csv"), SampleRuns.SMALL.rows());
    return Report.write(folder);
  }

  /** The page of a reduced job on drawn digits, with a provenance that promises one cell more than there is. */
  static Path reduced(Path folder) throws IOException {
    SampleRuns runs =
        SampleRuns.SMALL
            .withMethods("Vanilla", "EnD alpha=0.1 beta=0.1", "EnD alpha=24.7 beta=25.4")
            .withRhos(.95, .99)
            .withSeeds(1)
            .withSetting("drawn", "disjoint", "reduced");
    RunsCsv.write(folder.resolve("runs.csv"), runs.rows());
    Files.writeString(folder.resolve("provenance.json"), SampleProvenance.JSON);
    return Report.write(folder);
  }
}
