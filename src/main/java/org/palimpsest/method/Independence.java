package org.palimpsest.method;

import java.util.LinkedHashMap;
import java.util.Map;
import org.ejml.dense.row.CommonOps_DDRM;
import org.palimpsest.nn.Activations;

/**
 * Cross-entropy plus dependence on the features of another network, which stay as they are:
 * {@code loss = cross_entropy + weight hsic}. Terms: {@code loss}, {@code cross_entropy}, {@code hsic} before
 * weighting.
 *
 * @param other kernel of the other network's features of the same batch
 * @param weight below 0 to seek dependence
 */
record Independence(RbfKernel other, double weight, ReBias.Bandwidth bandwidth, ReBias.Estimator estimator)
    implements Objective {

  @Override
  public LossAndGradient at(Activations activations, int[] targets, int[] privateAttributes) {
    LossAndGradient base = CrossEntropy.of(activations.logits(), targets);
    Hsic hsic = Hsic.of(estimator, RbfKernel.of(activations.features(), bandwidth), other);
    CommonOps_DDRM.scale(weight, hsic.gradient());
    Map<String, Double> terms = new LinkedHashMap<>();
    terms.put("loss", base.loss() + weight * hsic.value());
    terms.put("cross_entropy", base.loss());
    terms.put("hsic", hsic.value());
    return new LossAndGradient(terms, hsic.gradient(), base.dLogits());
  }
}
