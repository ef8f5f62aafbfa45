package org.palimpsest.train;

import java.util.List;
import org.palimpsest.nn.Encoder;

/**
 * A network that has been trained.
 *
 * @param encoder with the parameters of the selected epoch
 * @param selectedEpoch counted from 1; 0 if the network was not trained
 * @param history one record per epoch
 */
public record TrainedModel(Encoder encoder, int selectedEpoch, List<EpochRecord> history) {

  public TrainedModel {
    history = List.copyOf(history);
  }
}
