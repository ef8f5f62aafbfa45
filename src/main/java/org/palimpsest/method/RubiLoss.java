package org.palimpsest.method;

import java.util.LinkedHashMap;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * RUBi's loss on the logits l (B, C) of the network under study, a mask q and question logits r (B, C):
 * {@code CE(l * sigmoid(q), y) + questionWeight CE(r, y)}.
 *
 * @param terms {@code loss}, {@code fusion} and {@code question}, the last before weighting
 * @param dLogits (B, C) with respect to l
 * @param dMask (B, C) with respect to q, not counting what reaches it through r
 * @param dQuestion (B, C) with respect to r
 */
public record RubiLoss(Map<String, Double> terms, DMatrixRMaj dLogits, DMatrixRMaj dMask, DMatrixRMaj dQuestion) {

  public static RubiLoss of(DMatrixRMaj logits, QuestionHead.Outputs outputs, int[] targets, double questionWeight) {
    DMatrixRMaj share = outputs.mask().createLike();
    for (int i = 0; i < share.getNumElements(); i++) {
      share.data[i] = Logistic.sigmoid(outputs.mask().data[i]);
    }
    LossAndGradient fusion = CrossEntropy.of(CommonOps_DDRM.elementMult(logits, share, null), targets);
    LossAndGradient question = CrossEntropy.of(outputs.question(), targets);
    DMatrixRMaj dMask = fusion.dLogits().copy();
    for (int i = 0; i < dMask.getNumElements(); i++) {
      dMask.data[i] *= logits.data[i] * share.data[i] * (1 - share.data[i]);
    }
    CommonOps_DDRM.scale(questionWeight, question.dLogits());
    Map<String, Double> terms = new LinkedHashMap<>();
    terms.put("loss", fusion.loss() + questionWeight * question.loss());
    terms.put("fusion", fusion.loss());
    terms.put("question", question.loss());
    return new RubiLoss(
        terms, CommonOps_DDRM.elementMult(fusion.dLogits(), share, null), dMask, question.dLogits());
  }
}
