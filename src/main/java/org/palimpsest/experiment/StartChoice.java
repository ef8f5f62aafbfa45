package org.palimpsest.experiment;

import java.util.Optional;
import org.palimpsest.data.Condition;
import org.palimpsest.data.Dataset;
import org.palimpsest.data.PoolSizes;
import org.palimpsest.data.Protocol;
import org.palimpsest.method.Method;
import org.palimpsest.nn.NetworkSpec;
import org.palimpsest.train.TrainSpec;

/**
 * The training that an experiment's networks start from, one for each of its seeds.
 *
 * @param fingerprint of the dataset's files, where its name does not say what they hold
 * @param keepsHead whether the head is taken over
 */
public record StartChoice(
    Dataset dataset,
    Optional<String> fingerprint,
    Condition condition,
    Protocol protocol,
    PoolSizes pools,
    NetworkSpec network,
    TrainSpec train,
    Method method,
    boolean keepsHead) {

  /** The start of one encoder. */
  Start of(int number, long root) {
    return new Start.After(
        new CellSpec(
            dataset, fingerprint, condition, protocol, pools, network, train, method, Start.DRAWN, number, root),
        keepsHead);
  }

  /** What it adds to a method's variant, such as {@code start=vanilla@drawn}. */
  String label() {
    return "start=" + method.name() + "@" + dataset.name() + (keepsHead ? "+head" : "");
  }
}
