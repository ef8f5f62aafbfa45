package org.palimpsest.method;

import java.util.LinkedHashMap;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * LearnedMixin+H's loss on the logits l_f (B, C) of the network under study, the logits l_g (B, C) of the bias-only
 * network and a scale a (B, 1) before the softplus: with {@code u = softplus(a) l_g},
 * {@code CE(l_f + u, y) + entropyWeight mean H(softmax(u))}, the entropy H in nats.
 *
 * @param terms {@code loss}, {@code fusion} and {@code entropy}, the last before weighting
 * @param dLogits (B, C) with respect to l_f
 * @param dScale (B, 1) with respect to a
 */
public record LearnedMixinLoss(Map<String, Double> terms, DMatrixRMaj dLogits, DMatrixRMaj dScale) {

  public static LearnedMixinLoss of(
      DMatrixRMaj logits, DMatrixRMaj biasOnlyLogits, DMatrixRMaj scale, int[] targets, double entropyWeight) {
    int batch = logits.numRows;
    int classes = logits.numCols;
    DMatrixRMaj scaled = biasOnlyLogits.copy();
    for (int i = 0; i < scaled.getNumElements(); i++) {
      scaled.data[i] *= Logistic.softplus(scale.data[i / classes]);
    }
    LossAndGradient fusion = CrossEntropy.of(CommonOps_DDRM.add(logits, scaled, null), targets);

    DMatrixRMaj dScale = new DMatrixRMaj(batch, 1);
    double entropies = 0;
    double[] logShares = LogSoftmax.of(scaled).data;
    for (int i = 0; i < batch; i++) {
      int row = i * classes;
      double entropy = 0;
      for (int c = 0; c < classes; c++) {
        entropy -= Math.exp(logShares[row + c]) * logShares[row + c];
      }
      entropies += entropy;
      double slope = 0;
      for (int c = 0; c < classes; c++) {
        double dEntropy = -Math.exp(logShares[row + c]) * (logShares[row + c] + entropy);
        double dScaled = fusion.dLogits().data[row + c] + entropyWeight / batch * dEntropy;
        slope += dScaled * biasOnlyLogits.data[row + c];
      }
      dScale.data[i] = slope * Logistic.sigmoid(scale.data[i]);
    }
    Map<String, Double> terms = new LinkedHashMap<>();
    terms.put("loss", fusion.loss() + entropyWeight * entropies / batch);
    terms.put("fusion", fusion.loss());
    terms.put("entropy", entropies / batch);
    return new LearnedMixinLoss(terms, fusion.dLogits(), dScale);
  }
}
