package org.palimpsest.method;

import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.palimpsest.Require;
import org.palimpsest.data.BatchOrder;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.LinearHead;

/**
 * LearnedMixin+H: the network under study f learns what a bias-only network g, trained before it, leaves to explain.
 * With logits l and features z of each,
 *
 * <pre>s = softplus(v . z_f + c), one number per image
 * loss = CE(l_f + s l_g, y) + entropyWeight mean H(softmax(s l_g))</pre>
 *
 * where H is the entropy in nats, which keeps s from vanishing. z_f gets a gradient through s too. Before the first
 * step of f, g is trained by cross-entropy for {@code pretrainEpochs} over the training images, in an order of its
 * own, at the run's batch size and first learning rate, with its own optimiser of the same settings. Then its weights
 * stay, but it keeps running in training mode: it uses the batch's statistics, and its running ones move.
 * Predictions are l_f alone. Terms reported: {@code loss}, {@code fusion} (the cross-entropy) and {@code entropy}
 * (before weighting).
 *
 * <p>The defaults are the published code's. There v and c are frozen, but f can change s through z_f.
 *
 * <p>With differential privacy, g is trained so too, with sampling, clipping and noise of its own: its
 * {@code pretrainEpochs} are steps that count, and noise calibrated to a target is for them and the run's together.
 *
 * <p>Deviation from Clark et al., made by the published code and kept: they add s times the logarithm of fixed
 * probabilities to log-softmax(l_f). With s l_g in place of s log-softmax(l_g) both terms come out the same.
 *
 * @param entropyWeight weight of the entropy, at least 0
 * @param pretrainEpochs of g, at least 0
 * @param head whether v and c are trained
 */
public record LearnedMixin(double entropyWeight, int pretrainEpochs, HeadTraining head) implements Method {

  public LearnedMixin {
    Require.weight("entropyWeight", entropyWeight);
    if (pretrainEpochs < 0) {
      throw new IllegalArgumentException("pretrainEpochs: expected at least 0, was " + pretrainEpochs);
    }
    Require.given("head", head, HeadTraining.class);
  }

  /** The published code's: 0.36, 5 epochs, frozen. */
  public LearnedMixin() {
    this(0.36, 5, HeadTraining.FROZEN);
  }

  @Override
  public String name() {
    return "learned-mixin";
  }

  @Override
  public String title() {
    return "LearnedMixin+H";
  }

  @Override
  public String citation() {
    return "Clark, Yatskar & Zettlemoyer, Don't Take the Easy Way Out: Ensemble Based Methods for Avoiding Known"
        + " Dataset Biases, EMNLP 2019, arXiv:1909.03683, as ported by Bahng et al., ICML 2020";
  }

  /**
   * The loss on a batch with logits l_g (B, C), which also sets the gradient of {@code scale}.
   *
   * @param scale v and c
   */
  public Objective objective(DMatrixRMaj biasOnlyLogits, LinearHead scale) {
    return (activations, targets, privateAttributes) -> {
      DMatrixRMaj a = scale.forward(activations.features());
      LearnedMixinLoss loss =
          LearnedMixinLoss.of(activations.logits(), biasOnlyLogits, a, targets, entropyWeight);
      return new LossAndGradient(loss.terms(), scale.backward(loss.dScale()), loss.dLogits());
    };
  }

  @Override
  public boolean looksAhead() {
    return false;
  }

  @Override
  public Learner learner(Encoder encoder, Training training) {
    Pretrained biasOnly =
        new Pretrained(
            BiasOnly.of(encoder, training),
            training.images(),
            BatchOrder.shuffled(training.batchSize(), training.seed().derive("pretraining")),
            pretrainEpochs);
    LinearHead scale =
        new LinearHead(
            "learned-mixin-scale", encoder.spec().featureCount(), 1, training.optimiser(), training.seed());
    return new LearnedMixinLearner(encoder, biasOnly, scale, this);
  }

  @Override
  public List<SearchRange> searchSpace() {
    return List.of(SearchRange.logarithmic("entropyWeight", 0.01, 10));
  }
}
