package org.palimpsest.experiment;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.palimpsest.data.Condition;
import org.palimpsest.data.Dataset;
import org.palimpsest.data.PoolSizes;
import org.palimpsest.data.Protocol;
import org.palimpsest.data.digits.DigitData;
import org.palimpsest.experiment.spec.SpecJson;
import org.palimpsest.method.Method;
import org.palimpsest.nn.NetworkSpec;
import org.palimpsest.train.TrainSpec;

/**
 * Everything that decides the parameters of one trained network, and nothing else.
 *
 * @param dataset the images
 * @param fingerprint of the dataset's files, where its name does not say what they hold
 * @param condition the place on the grid
 * @param pools how many images each party has
 * @param start the parameters before the first step
 * @param number which of the experiment's encoders it is, from 0
 * @param root the experiment's seed
 */
public record CellSpec(
    Dataset dataset,
    Optional<String> fingerprint,
    Condition condition,
    Protocol protocol,
    PoolSizes pools,
    NetworkSpec network,
    TrainSpec train,
    Method method,
    Start start,
    int number,
    long root)
    implements SpecJson.Spelt {

  /**
   * Its canonical form. Digits are written as they were before there was other data, so that networks trained then keep
   * their ids: {@code digits} by name, and the condition as the number {@code rho}.
   */
  @Override
  public Map<String, Object> spelt() {
    Map<String, Object> settings = new LinkedHashMap<>();
    if (dataset instanceof DigitData) {
      settings.put("digits", dataset.name());
    } else {
      settings.put("dataset", dataset);
    }
    fingerprint.ifPresent(text -> settings.put("data", text));
    if (condition.axis().equals(Condition.RHO)) {
      settings.put(Condition.RHO, condition.level().getAsDouble());
    } else {
      settings.put("condition", condition.label());
    }
    settings.put("protocol", protocol);
    settings.put("pools", pools);
    settings.put("network", network);
    settings.put("train", train);
    settings.put("method", method);
    if (!(start instanceof Start.Drawn)) {
      settings.put("start", start);
    }
    settings.put("number", number);
    settings.put("root", root);
    return settings;
  }
}
