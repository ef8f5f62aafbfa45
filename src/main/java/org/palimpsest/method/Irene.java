package org.palimpsest.method;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.palimpsest.Require;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.LinearHead;

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

  /** @throws IllegalArgumentException if there are fewer than two private classes */
  @Override
  public Learner learner(Encoder encoder, Training training) {
    int privateClasses = training.images().privateClasses();
    if (privateClasses < 2) {
      throw new IllegalArgumentException("privateClasses: expected at least 2, was " + privateClasses);
    }
    return new IreneLearner(this, encoder, PrivateHead.create(encoder, training));
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
}
