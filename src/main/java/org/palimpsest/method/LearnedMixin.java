package org.palimpsest.method;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.palimpsest.Require;
import org.palimpsest.data.Batch;
import org.palimpsest.data.BatchOrder;
import org.palimpsest.method.Method.SearchRange;
import org.palimpsest.method.Objective.LossAndGradient;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.LinearHead;
import org.palimpsest.nn.LogSoftmax;
import org.palimpsest.nn.Trainable;

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
      Loss loss =
          Loss.of(activations.logits(), biasOnlyLogits, a, targets, entropyWeight);
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
            BiasOnly.of(this, encoder, training),
            training.images(),
            BatchOrder.shuffled(training.batchSize(), training.seed().derive("pretraining")),
            pretrainEpochs);
    LinearHead scale =
        new LinearHead(
            "learned-mixin-scale", encoder.spec().featureCount(), 1, training.optimiser(), training.seed());
    return new Run(encoder, biasOnly, scale, this);
  }

  @Override
  public List<SearchRange> searchSpace() {
    return List.of(SearchRange.logarithmic("entropyWeight", 0.01, 10));
  }

  /** {@link LearnedMixin} at work: g is trained in the first update, and only runs in training mode afterwards. */
  record Run(Encoder encoder, Pretrained biasOnly, LinearHead head, LearnedMixin method)
      implements Learner {

    @Override
    public List<Trainable> trainables() {
      return method.head() == HeadTraining.TRAINED ? List.of(encoder, biasOnly, head) : List.of(encoder, biasOnly);
    }

    @Override
    public Optional<PerImageModel> perImage() {
      boolean trainsHead = method.head() == HeadTraining.TRAINED;
      return Optional.of(
          new JointModel(
              trainsHead ? List.of(encoder, head) : List.of(encoder),
              List.of(encoder),
              List.of(biasOnly.untrained()),
              trainsHead ? List.of(head) : List.of(),
              (outputs, batch) ->
                  List.of(
                      method
                          .objective(outputs.get(1).logits(), head)
                          .at(outputs.get(0), batch.targets(), batch.privateAttributes())),
              biasOnly.before()));
    }

    /**
     * @throws TrainingDiverged if a term or a gradient is not finite; neither the network under study nor the head has
     *     moved then
     */
    @Override
    public Map<String, Double> update(Batch batch, double learningRate) {
      DMatrixRMaj biasOnlyLogits = biasOnly.network(learningRate).train(batch).logits();
      LossAndGradient loss =
          method
              .objective(biasOnlyLogits, head)
              .at(encoder.train(batch), batch.targets(), batch.privateAttributes());
      TrainingDiverged.unlessFinite(loss.terms());
      encoder.backward(loss.dFeatures(), loss.dLogits());
      TrainingDiverged.unlessFinite("gradient_norm", encoder.gradientNorm());
      if (method.head() == HeadTraining.TRAINED) {
        TrainingDiverged.unlessFinite(head.name() + "_gradient_norm", head.gradientNorm());
        head.step(learningRate);
      }
      encoder.step(learningRate);
      return loss.terms();
    }
  }

  /**
   * LearnedMixin+H's loss on the logits l_f (B, C) of the network under study, the logits l_g (B, C) of the bias-only
   * network and a scale a (B, 1) before the softplus: with {@code u = softplus(a) l_g},
   * {@code CE(l_f + u, y) + entropyWeight mean H(softmax(u))}, the entropy H in nats.
   *
   * @param terms {@code loss}, {@code fusion} and {@code entropy}, the last before weighting
   * @param dLogits (B, C) with respect to l_f
   * @param dScale (B, 1) with respect to a
   */
  record Loss(Map<String, Double> terms, DMatrixRMaj dLogits, DMatrixRMaj dScale) {

    public static Loss of(
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
      return new Loss(terms, fusion.dLogits(), dScale);
    }
  }
}
