package org.palimpsest.train;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The course of one epoch.
 *
 * @param epoch counted from 1
 * @param learningRate in force during the epoch
 * @param terms the terms of the loss by name, each the mean over the epoch's images while the network changed
 * @param validation target accuracy in [0, 1] after the epoch, by the name of the set of images; empty without any
 */
public record EpochRecord(
    int epoch,
    double learningRate,
    SortedMap<String, Double> terms,
    SortedMap<String, Double> validation) {

  public EpochRecord {
    terms = copy(terms);
    validation = copy(validation);
  }

  private static SortedMap<String, Double> copy(Map<String, Double> map) {
    return Collections.unmodifiableSortedMap(new TreeMap<>(map));
  }
}
