package org.palimpsest.train;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A network that was trained without deciding which epoch's model is the one: the models of several epochs.
 *
 * @param models the encoder's file after each epoch that was kept, the last epoch among them
 * @param history one record per epoch
 */
public record KeptModels(SortedMap<Integer, Path> models, List<EpochRecord> history) {

  public KeptModels {
    models = Collections.unmodifiableSortedMap(new TreeMap<>(models));
    history = List.copyOf(history);
  }
}
