package org.palimpsest.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.palimpsest.AtomicFile;

/**
 * A folder of results: {@code runs.csv} and {@code provenance.json}, which speak of the cells of the present spec
 * alone, in the order of its grid, and which are made from what each cell left in a folder of its own.
 */
final class ResultsFolder {

  private final Path folder;
  private final ExperimentSpec spec;
  private final List<Cell> cells;
  private final Function<Cell, CellFolder> folders;

  /**
   * @param cells those of the spec's grid that the folder is about
   * @param folders where each cell is
   */
  ResultsFolder(
      Path folder, ExperimentSpec spec, List<Cell> cells, Function<Cell, CellFolder> folders) {
    this.folder = folder;
    this.spec = spec;
    this.cells = cells;
    this.folders = folders;
  }

  Path folder() {
    return folder;
  }

  List<Cell> cells() {
    return cells;
  }

  CellFolder cell(Cell cell) {
    return folders.apply(cell);
  }

  /** Writes {@code runs.csv} and {@code provenance.json} from what was measured. */
  void write(Provenance provenance) throws IOException {
    List<ResultRow> rows = new ArrayList<>();
    for (Cell cell : cells) {
      for (ResultRow row : cell(cell).readRows()) {
        rows.add(inThisExperiment(row, cell));
      }
    }
    Files.createDirectories(folder);
    AtomicFile.write(folder.resolve("runs.csv"), partial -> RunsCsv.write(partial, rows));
    AtomicFile.write(
        folder.resolve("provenance.json"), provenance.json(spec, this).toPrettyString() + "\n");
    AtomicFile.write(folder.resolve("references.bib"), References.of(spec).bibtex());
    if (cells.stream().anyMatch(Cell::trains)) {
      AtomicFile.write(folder.resolve("methods.md"), new MethodsText(spec, provenance.task()).markdown());
    }
  }

  /**
   * A cell's rows are kept without what may change while the cell's id does not: the experiment's name and scale, and
   * the method's variant, which in them is only what was erased.
   */
  private ResultRow inThisExperiment(ResultRow row, Cell cell) {
    String variant =
        Stream.of(cell.variant(), row.variant()).filter(text -> !text.isEmpty()).collect(Collectors.joining(" "));
    Source source = new Source(row.source().dataset(), row.source().protocol(), spec.scale());
    Case at = new Case(new Arm(row.method(), variant), row.condition());
    return new ResultRow(
        new ResultRow.Origin(spec.name(), source, row.cell(), at, row.seed()), row.attack(), row.measured());
  }
}
