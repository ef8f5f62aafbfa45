package org.palimpsest.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * An experiment's folder of results: {@code cells/}, and from them {@code runs.csv} and {@code provenance.json},
 * which speak of the cells of the present spec alone, in the order of its grid.
 */
final class ResultsFolder {

  private final Path folder;
  private final ExperimentSpec spec;
  private final String dataset;
  private final String attackId;
  private final List<Cell> cells;

  ResultsFolder(Path folder, ExperimentSpec spec, String dataset, String attackId) {
    this.folder = folder;
    this.spec = spec;
    this.dataset = dataset;
    this.attackId = attackId;
    this.cells = spec.grid(dataset);
  }

  Path folder() {
    return folder;
  }

  List<Cell> cells() {
    return cells;
  }

  CellFolder cell(Cell cell) {
    return new CellFolder(folder.resolve("cells"), cell, attackId);
  }

  /** Writes {@code runs.csv} and {@code provenance.json} from what was measured. */
  void write(Provenance provenance) throws IOException {
    List<ResultRow> rows = new ArrayList<>();
    for (Cell cell : cells) {
      for (ResultRow row : cell(cell).readRows()) {
        rows.add(inThisExperiment(row, cell));
      }
    }
    Path partial = folder.resolve("runs.csv.partial");
    RunsCsv.write(partial, rows);
    Files.move(
        partial,
        folder.resolve("runs.csv"),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    CellFolder.writeAtomically(
        folder.resolve("provenance.json"), provenance.json(spec, dataset, this).toPrettyString() + "\n");
  }

  /** A cell's rows are kept without the experiment's name, which may change while the cell's id does not. */
  private ResultRow inThisExperiment(ResultRow row, Cell cell) {
    return new ResultRow(
        spec.name(), row.cell(), spec.scale(dataset), row.digits(), row.protocol(), row.method(), cell.variant(),
        row.rho(), row.seed(), row.attacker(), row.attackerVariant(), row.attackerRho(), row.split(),
        row.group(), row.metric(), row.epoch(), row.value(), row.ciLow(), row.ciHigh(), row.n());
  }
}
