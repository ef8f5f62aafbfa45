package org.palimpsest.method;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * Epsilon-SupInfoNCE in its "out" form. With {@code a_ij = s_ij / temperature}, P(i) the other images of i's target and
 * N(i) those of other targets, an anchor i has the loss
 *
 * <pre>-mean over j in P(i) of (a_ij - log(exp(a_ij - epsilon) + sum over k in N(i) of exp(a_ik))),</pre>
 *
 * 0 if P(i) is empty. The paper's form is the mean over anchors that have a P(i), 0 if there are none. The code's is
 * the mean over all anchors, times temperature / 0.07 (its base temperature), and adds 1e-6 inside the logarithm after
 * exponents were lowered by 1 / temperature, the similarity of an image to itself.
 *
 * @param value in nats
 * @param gradient (B, B) with respect to the similarities s, not symmetric
 */
record SupInfoNce(double value, DMatrixRMaj gradient) {

  private static final double BASE_TEMPERATURE = 0.07;
  private static final double CODE_FLOOR = 1e-6;

  /** @param similarity s (B, B), of rows of unit norm */
  static SupInfoNce of(FairKl method, DMatrixRMaj similarity, int[] targets) {
    int batch = targets.length;
    boolean[] positive = new boolean[batch];
    double[] exponentials = new double[batch];
    DMatrixRMaj gradient = new DMatrixRMaj(batch, batch);
    double total = 0;
    int anchors = 0;
    for (int i = 0; i < batch; i++) {
      int positives = 0;
      double negatives = 0;
      for (int j = 0; j < batch; j++) {
        positive[j] = j != i && targets[j] == targets[i];
        positives += positive[j] ? 1 : 0;
        exponentials[j] = Math.exp((similarity.data[i * batch + j] - 1) / method.temperature());
        negatives += targets[j] == targets[i] ? 0 : exponentials[j];
      }
      if (positives > 0) {
        anchors++;
        total += anchor(method, similarity, i, positive, positives, exponentials, negatives, gradient);
      }
    }
    double scale =
        switch (method.form()) {
          case CODE -> method.temperature() / BASE_TEMPERATURE / batch;
          case PAPER -> 1.0 / Math.max(1, anchors);
        };
    Arrays.setAll(gradient.data, at -> gradient.data[at] * scale / method.temperature());
    return new SupInfoNce(total * scale, gradient);
  }

  /** The loss of one anchor; writes its gradient with respect to a to row i. */
  private static double anchor(
      FairKl method, DMatrixRMaj similarity, int i, boolean[] positive, int positives, double[] exponentials,
      double negatives, DMatrixRMaj gradient) {
    int batch = positive.length;
    double omega = Math.exp(-method.epsilon());
    double floor = method.form() == FairKl.Form.CODE ? CODE_FLOOR : 0;
    double loss = 0;
    double reciprocals = 0;
    for (int j = 0; j < batch; j++) {
      if (positive[j]) {
        double sum = omega * exponentials[j] + negatives + floor;
        loss -= (similarity.data[i * batch + j] - 1) / method.temperature() - Math.log(sum);
        reciprocals += 1 / sum;
        gradient.data[i * batch + j] = (omega * exponentials[j] / sum - 1) / positives;
      }
    }
    for (int k = 0; k < batch; k++) {
      if (k != i && !positive[k]) {
        gradient.data[i * batch + k] = exponentials[k] * reciprocals / positives;
      }
    }
    return loss / positives;
  }
}
