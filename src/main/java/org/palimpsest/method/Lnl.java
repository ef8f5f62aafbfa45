package org.palimpsest.method;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.palimpsest.Require;
import org.palimpsest.data.Batch;
import org.palimpsest.nn.Activations;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.LinearHead;
import org.palimpsest.nn.LogSoftmax;
import org.palimpsest.nn.Trainable;

/**
 * Learning Not to Learn: an adversarial private head h on the features z, and two steps per batch.
 *
 * <ol>
 *   <li>The encoder descends {@code CE(y) + lambda sum over k of p_k log p_k}, p = softmax(h(z)), the sum a mean over
 *       the batch: the head's answer is to be undecided. The head stays as it is.
 *   <li>After a new forward, the head descends its cross-entropy with the private attribute, and the encoder goes up
 *       the same, by {@code reversal} of the gradient (gradient reversal, Ganin and Lempitsky 2015).
 * </ol>
 *
 * Terms reported: {@code loss} (that of the first step), {@code cross_entropy}, {@code private_entropy} (the head's
 * mean entropy in nats), {@code private_cross_entropy} (the head's, of the second step).
 *
 * <p>A batch costs two forwards and two steps of the encoder, on one and the same optimiser state; both forwards update
 * running statistics, and in the second step the encoder's own head has no gradient but its momentum and weight decay
 * go on, as in the published code.
 *
 * <p>Deviation: the published head is a small convolutional network on the feature maps of a layer half-way, with one
 * output per colour channel and level; here it is linear, on the bottleneck that attackers see, with one output per
 * private attribute. Published training is by SGD with momentum; here by the run's optimiser, for both.
 *
 * <p>The images of a batch are coupled: the second step's gradients are taken where the first step on the same batch
 * has led, and the head that shapes every encoder step is itself trained on unclipped gradients.
 *
 * @param lambda weight of the head's negative entropy in the first step, at least 0
 * @param reversal share of the second step's gradient that reaches the encoder, with its sign turned, at least 0
 */
public record Lnl(double lambda, double reversal) implements Method {

  public Lnl {
    Require.weight("lambda", lambda);
    Require.weight("reversal", reversal);
  }

  /** The published code's 0.01 and 0.1. */
  public Lnl() {
    this(0.01, 0.1);
  }

  @Override
  public String name() {
    return "lnl";
  }

  @Override
  public String title() {
    return "LNL";
  }

  @Override
  public String citation() {
    return "Kim, Kim, Kim, Kim & Kim, Learning not to learn: training deep neural networks with biased data, CVPR 2019,"
        + " arXiv:1812.10352";
  }

  /** The loss of the first step, given the head. */
  public Objective objective(LinearHead head) {
    CrossEntropy crossEntropy = new CrossEntropy();
    return (activations, targets, privateAttributes) -> {
      LossAndGradient base = crossEntropy.at(activations, targets, privateAttributes);
      NegativeEntropy negativeEntropy = NegativeEntropy.of(head.forward(activations.features()));
      DMatrixRMaj dFeatures = head.backward(negativeEntropy.gradient());
      CommonOps_DDRM.scale(lambda, dFeatures);
      Map<String, Double> terms = new LinkedHashMap<>();
      terms.put("loss", base.loss() + lambda * negativeEntropy.value());
      terms.put("cross_entropy", base.loss());
      terms.put("private_entropy", -negativeEntropy.value());
      return new LossAndGradient(terms, dFeatures, base.dLogits());
    };
  }

  @Override
  public Learner learner(Encoder encoder, Training training) {
    return new Run(this, encoder, PrivateHead.create(encoder, training));
  }

  @Override
  public boolean couplesImages() {
    return true;
  }

  /** Up to the weights of later comparisons, such as Hong and Yang's, who set lambda to 1. */
  @Override
  public List<SearchRange> searchSpace() {
    return List.of(SearchRange.logarithmic("lambda", 1e-3, 10), SearchRange.logarithmic("reversal", 0.01, 10));
  }

  /** Learning Not to Learn's two steps per batch. */
  record Run(Lnl method, Encoder encoder, LinearHead head) implements Learner {

    @Override
    public List<Trainable> trainables() {
      return List.of(encoder, head);
    }

    /**
     * @throws TrainingDiverged if a term of a loss or a gradient is not finite; the step that it belongs to has moved
     *     nothing then
     */
    @Override
    public Map<String, Double> update(Batch batch, double learningRate) {
      Map<String, Double> terms = new LinkedHashMap<>(hide(batch, learningRate));
      terms.put("private_cross_entropy", reverse(batch, learningRate));
      return terms;
    }

    private Map<String, Double> hide(Batch batch, double learningRate) {
      Activations activations = encoder.train(batch);
      LossAndGradient at =
          method.objective(head).at(activations, batch.targets(), batch.privateAttributes());
      TrainingDiverged.unlessFinite(at.terms());
      encoder.backward(at.dFeatures(), at.dLogits());
      TrainingDiverged.unlessFinite("gradient_norm", encoder.gradientNorm());
      encoder.step(learningRate);
      return at.terms();
    }

    private double reverse(Batch batch, double learningRate) {
      Activations activations = encoder.train(batch);
      LossAndGradient at = PrivateHead.loss(head.forward(activations.features()), batch.privateAttributes());
      TrainingDiverged.unlessFinite("private_cross_entropy", at.loss());
      DMatrixRMaj dFeatures = head.backward(at.dLogits());
      CommonOps_DDRM.scale(-method.reversal(), dFeatures);
      encoder.backward(dFeatures, activations.logits().createLike());
      TrainingDiverged.unlessFinite("gradient_norm", encoder.gradientNorm());
      TrainingDiverged.unlessFinite("private_gradient_norm", head.gradientNorm());
      encoder.step(learningRate);
      head.step(learningRate);
      return at.loss();
    }
  }

  /**
   * How certain a head is: with p the softmax of its logits, the mean over the batch of {@code sum over k of p_k log
   * p_k}, from {@code -log K} (uniform) to 0 (certain).
   *
   * @param value in nats
   * @param gradient (B, K) with respect to the logits: {@code p_k (log p_k - sum p log p) / B}
   */
  record NegativeEntropy(double value, DMatrixRMaj gradient) {

    /** @param logits (B, K) */
    static NegativeEntropy of(DMatrixRMaj logits) {
      DMatrixRMaj logarithms = LogSoftmax.of(logits);
      int batch = logits.numRows;
      DMatrixRMaj probabilities = logarithms.createLike();
      DMatrixRMaj gradient = logarithms.createLike();
      double total = 0;
      for (int i = 0; i < logits.getNumElements(); i++) {
        probabilities.data[i] = Math.exp(logarithms.data[i]);
        gradient.data[i] = logarithms.data[i] / batch;
        total += probabilities.data[i] * logarithms.data[i];
      }
      return new NegativeEntropy(total / batch, LogSoftmax.backward(probabilities, gradient));
    }
  }
}
