package org.palimpsest.method;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.palimpsest.Require;
import org.palimpsest.data.Batch;
import org.palimpsest.method.Method.SearchRange;
import org.palimpsest.method.Objective.LossAndGradient;
import org.palimpsest.nn.Encoder.Activations;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.LinearHead;
import org.palimpsest.nn.LogSoftmax;
import org.palimpsest.nn.Trainable;

/**
 * Information removal at the bottleneck: a private head h, linear, learns to read the private attribute b from the
 * features z, which it sees detached; the encoder descends
 *
 * <pre>loss = alpha CE(y) + gamma MI(b; h(z)),</pre>
 *
 * whose second term ({@link MutualInformation} has the formula) reaches z through the head but does not move the head.
 * Both gradients are taken where encoder and head stand before the step. Terms reported: {@code loss} (the encoder's),
 * {@code cross_entropy}, {@code mutual_information} (a share of log K), {@code private_cross_entropy} (the head's).
 *
 * <p>Deviation: published training is by SGD with momentum (0.1, 0.9; both encoder and head); here it is by the run's
 * optimiser and learning rate. The published bottleneck is a mean of tanh maps that is not normalised; here z is
 * whatever the network's features are.
 *
 * <p>The images of a batch are coupled, by the joint distribution that they estimate together.
 *
 * @param alpha weight of the cross-entropy, at least 0
 * @param gamma weight of the mutual information, at least 0
 */
public record Irene(double alpha, double gamma) implements Method {

  public Irene {
    Require.weight("alpha", alpha);
    Require.weight("gamma", gamma);
  }

  /** The published code's 0.5 and 0.2. */
  public Irene() {
    this(0.5, 0.2);
  }

  @Override
  public String name() {
    return "irene";
  }

  @Override
  public String title() {
    return "IRENE";
  }

  @Override
  public String citation() {
    return "Tartaglione, Information removal at the bottleneck in deep neural networks, BMVC 2022, arXiv:2210.00891";
  }

  /** The encoder's loss, given the head. */
  public Objective objective(LinearHead head) {
    CrossEntropy crossEntropy = new CrossEntropy();
    return (activations, targets, privateAttributes) -> {
      LossAndGradient base = crossEntropy.at(activations, targets, privateAttributes);
      MutualInformation information =
          MutualInformation.of(head.forward(activations.features()), privateAttributes);
      DMatrixRMaj dFeatures = head.backward(information.gradient());
      CommonOps_DDRM.scale(gamma, dFeatures);
      CommonOps_DDRM.scale(alpha, base.dLogits());
      Map<String, Double> terms = new LinkedHashMap<>();
      terms.put("loss", alpha * base.loss() + gamma * information.value());
      terms.put("cross_entropy", base.loss());
      terms.put("mutual_information", information.value());
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

  /** Of the two weights, their ratio matters. */
  @Override
  public List<SearchRange> searchSpace() {
    return List.of(SearchRange.logarithmic("gamma", 0.01, 10));
  }

  /** One step of the encoder down its loss and one of the private head down its own, from the same place. */
  record Run(Irene method, Encoder encoder, LinearHead head) implements Learner {

    @Override
    public List<Trainable> trainables() {
      return List.of(encoder, head);
    }

    /** @throws TrainingDiverged if a term of a loss or a gradient is not finite; nothing has moved then */
    @Override
    public Map<String, Double> update(Batch batch, double learningRate) {
      Activations activations = encoder.train(batch);
      LossAndGradient at =
          method.objective(head).at(activations, batch.targets(), batch.privateAttributes());
      LossAndGradient own = PrivateHead.loss(head.forward(activations.features()), batch.privateAttributes());
      Map<String, Double> terms = new LinkedHashMap<>(at.terms());
      terms.put("private_cross_entropy", own.loss());
      TrainingDiverged.unlessFinite(terms);
      encoder.backward(at.dFeatures(), at.dLogits());
      head.backward(own.dLogits());
      TrainingDiverged.unlessFinite("gradient_norm", encoder.gradientNorm());
      TrainingDiverged.unlessFinite("private_gradient_norm", head.gradientNorm());
      encoder.step(learningRate);
      head.step(learningRate);
      return terms;
    }
  }

  /**
   * The mutual information of a batch's private attributes b and what a head predicts for them, as a share of log K.
   * The joint distribution is {@code P = onehot(b)' softmax(logits) / B}, K by K, and with its margins P_b and P_b'
   *
   * <pre>value = sum over b, b' of P log(P / (P_b P_b')) / log K.</pre>
   *
   * 0 if what is predicted does not depend on b, 1 if b is evenly spread and predicted with certainty. As in the
   * published code, the entries of {@code onehot(b)' softmax(logits)} and the products of margins count as at least
   * 1e-15 and pass no gradient below it, so a private attribute that the batch lacks adds nothing but rounding.
   *
   * @param value in [0, 1] up to rounding
   * @param gradient (B, K) with respect to the logits
   */
  record MutualInformation(double value, DMatrixRMaj gradient) {

    private static final double SMALLEST = 1e-15;

    /**
     * @param logits (B, K), K at least 2
     * @param privateAttributes (B), in [0, K)
     */
    static MutualInformation of(DMatrixRMaj logits, int[] privateAttributes) {
      int batch = logits.numRows;
      int classes = logits.numCols;
      if (classes < 2) {
        throw new IllegalArgumentException("logits: expected at least 2 columns, was " + classes);
      }
      Require.labels("privateAttributes", privateAttributes, batch, classes);
      DMatrixRMaj probabilities = LogSoftmax.of(logits);
      double[][] sums = new double[classes][classes];
      for (int i = 0; i < batch; i++) {
        double[] row = sums[privateAttributes[i]];
        for (int k = 0; k < classes; k++) {
          probabilities.data[i * classes + k] = Math.exp(probabilities.data[i * classes + k]);
          row[k] += probabilities.data[i * classes + k];
        }
      }
      double scale = 1 / Math.log(classes);
      double[][] dJoint = new double[classes][classes];
      double value = scale * value(sums, batch, dJoint);
      DMatrixRMaj gradient = new DMatrixRMaj(batch, classes);
      for (int i = 0; i < batch; i++) {
        for (int k = 0; k < classes; k++) {
          gradient.data[i * classes + k] = scale * dJoint[privateAttributes[i]][k] / batch;
        }
      }
      return new MutualInformation(value, LogSoftmax.backward(probabilities, gradient));
    }

    /**
     * In nats.
     *
     * @param sums B times the joint distribution, without the bound
     * @param dJoint receives the gradient with respect to the joint distribution, up to a constant per row (that of its
     *     margins), which the softmax does not pass
     */
    private static double value(double[][] sums, int batch, double[][] dJoint) {
      int classes = sums.length;
      double[][] joint = new double[classes][classes];
      double[] rows = new double[classes];
      double[] columns = new double[classes];
      for (int b = 0; b < classes; b++) {
        for (int k = 0; k < classes; k++) {
          joint[b][k] = atLeast(sums[b][k]) / batch;
          rows[b] += joint[b][k];
          columns[k] += joint[b][k];
        }
      }
      double total = 0;
      for (int b = 0; b < classes; b++) {
        for (int k = 0; k < classes; k++) {
          double logRatio = Math.log(joint[b][k] / atLeast(rows[b] * columns[k]));
          total += joint[b][k] * logRatio;
          dJoint[b][k] = sums[b][k] >= SMALLEST ? logRatio : 0;
        }
      }
      return total;
    }

    /** Not {@link Math#max} of a NaN, which would hide it: NaN stays NaN. */
    private static double atLeast(double value) {
      return value < SMALLEST ? SMALLEST : value;
    }
  }
}
