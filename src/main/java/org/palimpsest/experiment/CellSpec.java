package org.palimpsest.experiment;

import org.palimpsest.data.PoolSizes;
import org.palimpsest.data.digits.Protocol;
import org.palimpsest.method.Method;
import org.palimpsest.nn.NetworkSpec;
import org.palimpsest.train.TrainSpec;

/**
 * Everything that decides the parameters of one trained network, and nothing else.
 *
 * @param digits the dataset's catalogue name
 * @param rho the correlation of the training images
 * @param number which of the experiment's encoders it is, from 0
 * @param root the experiment's seed
 */
public record CellSpec(
    String digits,
    Protocol protocol,
    PoolSizes pools,
    NetworkSpec network,
    TrainSpec train,
    Method method,
    double rho,
    int number,
    long root) {}
