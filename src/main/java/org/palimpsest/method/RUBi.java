package org.palimpsest.method;

import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.palimpsest.Require;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.NetworkSpec;

/**
 * Reducing Unimodal Biases: the network under study is trained through a mask that a bias-only network g chooses, so
 * that images whose colour already gives the target away count for less. With logits l of the network under study
 * and features z_g (B, D) of g,
 *
 * <pre>q = W stopgrad(z_g) + c
 * loss = CE(l * sigmoid(q), y) + questionWeight CE(r, y)</pre>
 *
 * where r = q ({@code mask: linear}) or a linear map of q ({@code mask: mlp}). Each step, g first takes one of its
 * own on its plain cross-entropy (with its own optimiser of the same settings); then the network under study takes
 * one, and W, c if the head is trained. Predictions are l, without the mask. Terms reported: {@code loss},
 * {@code fusion}, {@code question} (before weighting), {@code bias_only_cross_entropy}.
 *
 * <p>The defaults are the published code's. There the head is frozen, so the question loss moves nothing and the
 * mask is a fixed random function of z_g.
 *
 * <p>Deviation, {@code mask: mlp}: Cadene et al. have a mask of two hidden layers of 1024 and a second linear layer
 * for the question loss; here the hidden layers have D units, as the features are that small. In theirs the mask also
 * reads the question encoder that the answer depends on; here g shares nothing with the network under study.
 *
 * <p>Deviation, with differential privacy: an image's gradients for both networks, and for W, c if the head is trained,
 * are clipped as one vector and released once, so all of them are taken at the same parameters and all steps follow.
 *
 * @param questionWeight weight of the question loss, at least 0
 * @param head whether the layers on z_g are trained
 * @param mask their form
 */
public record RUBi(double questionWeight, HeadTraining head, Mask mask) implements Method {

  /** The layers on the features of the bias-only network. */
  public enum Mask {
    /** One linear layer, for the mask and the question loss both: ReBias' port. */
    LINEAR,
    /** Two hidden layers with ReLU for the mask, a linear layer on it for the question loss: Cadene et al. */
    MLP
  }

  public RUBi {
    Require.weight("questionWeight", questionWeight);
    Require.given("head", head, HeadTraining.class);
    Require.given("mask", mask, Mask.class);
  }

  /** The published code's: weight 1, frozen, linear. */
  public RUBi() {
    this(1, HeadTraining.FROZEN, Mask.LINEAR);
  }

  @Override
  public String name() {
    return "rubi";
  }

  @Override
  public String title() {
    return "RUBi";
  }

  @Override
  public String citation() {
    return "Cadene, Dancette, Ben-younes, Cord & Parikh, RUBi: Reducing Unimodal Biases for Visual Question"
        + " Answering, NeurIPS 2019, arXiv:1906.10169, as ported by Bahng et al., ICML 2020";
  }

  /** The loss of the network under study on a batch of which the layers on z_g make q and r, both (B, C). */
  public Objective objective(DMatrixRMaj q, DMatrixRMaj r) {
    return (activations, targets, privateAttributes) -> {
      RubiLoss loss = RubiLoss.of(activations.logits(), new QuestionHead.Outputs(q, r), targets, questionWeight);
      return new LossAndGradient(loss.terms(), null, loss.dLogits());
    };
  }

  @Override
  public boolean looksAhead() {
    return false;
  }

  @Override
  public Learner learner(Encoder encoder, Training training) {
    NetworkSpec spec = encoder.spec();
    QuestionHead layers =
        QuestionHead.of(mask, spec.featureCount(), spec.classes(), training.optimiser(), training.seed());
    return new RubiLearner(encoder, BiasOnly.of(encoder, training), layers, this);
  }

  /** Empty where the head is frozen: the weight then changes the loss by a number that no parameter can move. */
  @Override
  public List<SearchRange> searchSpace() {
    return head == HeadTraining.FROZEN ? List.of() : List.of(SearchRange.logarithmic("questionWeight", 0.01, 100));
  }
}
