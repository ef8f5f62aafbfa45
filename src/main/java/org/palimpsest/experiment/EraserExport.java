package org.palimpsest.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.palimpsest.AtomicFile;
import org.palimpsest.attack.Features;
import org.palimpsest.data.DataHome;
import org.palimpsest.data.features.NpyWriter;
import org.palimpsest.erase.AffineErasure;
import org.palimpsest.erase.Eraser.Erasure;
import org.palimpsest.experiment.MeasurePlan.EraserChoice;
import org.ejml.data.DMatrixRMaj;

/**
 * Writes what an experiment's erasers found as matrices for NumPy: for each arm, eraser and draw a folder {@code
 * ARM/ERASER} with {@code projection.npy}, P (D, D), and {@code mean.npy}, m (D), both float64. What is left of features
 * x (N, D) is {@code (x - m) @ P.T + m}. They are those of the run: the same rows, the same streams.
 */
public final class EraserExport {

  private EraserExport() {}

  /**
   * @param folder made if it is not there
   * @return the folders that were written
   * @throws IllegalArgumentException if an eraser's result is no matrix
   */
  public static List<Path> write(ExperimentSpec spec, DataHome home, Path folder) throws IOException {
    Tasks tasks = new Tasks(spec, home);
    List<Path> written = new ArrayList<>();
    for (Cell cell : spec.grid()) {
      CellData data = new CellData(tasks.of(cell.spec()), cell.spec());
      Features train = GivenFeatures.of(data).of(data.erasureTrain(Optional.empty()));
      for (EraserChoice choice : spec.erasers()) {
        Erasure found =
            choice.eraser()
                .fit(
                    train.values(), train.privateAttributes(), train.classes(),
                    data.stream("erasure", choice.eraser().name()));
        String draw = cell.spec().number() == 0 ? "" : "-" + (cell.spec().number() + 1);
        Path own = folder.resolve(cell.spec().method().name()).resolve(choice.eraser().name() + draw);
        write(found, choice.eraser().name(), Files.createDirectories(own));
        written.add(own);
      }
    }
    return written;
  }

  private static void write(Erasure found, String eraser, Path folder) throws IOException {
    if (!(found instanceof AffineErasure affine)) {
      throw new IllegalArgumentException(
          "export-eraser: expected an eraser that is a matrix, such as leace and inlp, was " + eraser);
    }
    DMatrixRMaj projection = affine.projection();
    AtomicFile.write(
        folder.resolve("projection.npy"),
        partial -> {
          try (NpyWriter writer = NpyWriter.doubles(partial, projection.numRows, projection.numCols)) {
            for (int row = 0; row < projection.numRows; row++) {
              writer.row(projection.data, row * projection.numCols);
            }
          }
        });
    AtomicFile.write(folder.resolve("mean.npy"), partial -> NpyWriter.vector(partial, affine.mean()));
  }
}
