package org.palimpsest.experiment;

/** How fast this machine trains. */
public interface RateEstimate {

  /** Seconds that one optimiser step of the cell takes. */
  double secondsPerStep(Cell cell);

  /**
   * Seconds that a cell still needs: its remaining steps, and the images it evaluates on the way and at the end, each
   * at a third of an image's share in a step, as there is no backward pass.
   *
   * @param epochsDone complete epochs
   * @param attackSets how many different sets of images attackers learn from
   */
  default double remainingSeconds(Cell cell, int epochsDone, int attackSets) {
    CellSpec spec = cell.spec();
    int epochs = spec.train().epochs() - epochsDone;
    double perImage = secondsPerStep(cell) / spec.train().batchSize();
    double trained = (double) epochs * spec.pools().encoderTrain();
    double evaluated =
        2.0 * epochs * spec.pools().validation()
            + 3.0 * spec.pools().test()
            + (double) attackSets * spec.pools().attackTrain();
    return perImage * (trained + evaluated / 3);
  }
}
