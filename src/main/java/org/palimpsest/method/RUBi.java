package org.palimpsest.method;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.palimpsest.Require;
import org.palimpsest.data.Batch;
import org.palimpsest.nn.Activations;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.LinearHead;
import org.palimpsest.nn.NetworkSpec;
import org.palimpsest.nn.Trainable;

/**
 * Reducing Unimodal Biases: the network under study is trained through a mask that a bias-only network g chooses, so
 * that images whose single pixels already give the target away count for less. With logits l of the network under
 * study and features z_g (B, D) of g,
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
      Loss loss = Loss.of(activations.logits(), new QuestionHead.Outputs(q, r), targets, questionWeight);
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
    return new Run(encoder, BiasOnly.of(this, encoder, training), layers, this);
  }

  /** Empty where the head is frozen: the weight then changes the loss by a number that no parameter can move. */
  @Override
  public List<SearchRange> searchSpace() {
    return head == HeadTraining.FROZEN ? List.of() : List.of(SearchRange.logarithmic("questionWeight", 0.01, 100));
  }

  /** {@link RUBi} at work: g takes a step, then the network under study, with the head if it is trained. */
  record Run(Encoder encoder, BiasOnly biasOnly, QuestionHead head, RUBi method) implements Learner {

    @Override
    public List<Trainable> trainables() {
      List<Trainable> trainables = new ArrayList<>(List.of(encoder, biasOnly));
      trainables.addAll(trainedLayers());
      return trainables;
    }

    private List<LinearHead> trainedLayers() {
      return method.head() == HeadTraining.TRAINED ? head.layers() : List.of();
    }

    @Override
    public Optional<PerImageModel> perImage() {
      return Optional.of(
          new JointModel(
              trainables(), List.of(encoder, biasOnly.network()), List.of(), trainedLayers(), this::jointLoss,
              Optional.empty()));
    }

    private List<LossAndGradient> jointLoss(List<Activations> outputs, Batch batch) {
      Activations own = outputs.get(1);
      Loss loss =
          Loss.of(
              outputs.get(0).logits(), head.forward(own.features()), batch.targets(), method.questionWeight());
      head.backward(loss.dMask(), loss.dQuestion());
      return List.of(
          new LossAndGradient(loss.terms(), null, loss.dLogits()), CrossEntropy.of(own.logits(), batch.targets()));
    }

    /**
     * @throws TrainingDiverged if a term or a gradient is not finite; if it is one of g's nothing has moved then,
     *     otherwise g alone
     */
    @Override
    public Map<String, Double> update(Batch batch, double learningRate) {
      Map<String, Double> terms = new LinkedHashMap<>(biasOnly.descend(new CrossEntropy(), batch, learningRate));
      QuestionHead.Outputs outputs = head.forward(biasOnly.network().train(batch).features());
      Loss loss =
          Loss.of(encoder.train(batch).logits(), outputs, batch.targets(), method.questionWeight());
      TrainingDiverged.unlessFinite(loss.terms());
      encoder.backward(null, loss.dLogits());
      TrainingDiverged.unlessFinite("gradient_norm", encoder.gradientNorm());
      if (method.head() == HeadTraining.TRAINED) {
        head.backward(loss.dMask(), loss.dQuestion());
        for (LinearHead layer : trainedLayers()) {
          TrainingDiverged.unlessFinite(layer.name() + "_gradient_norm", layer.gradientNorm());
        }
        trainedLayers().forEach(layer -> layer.step(learningRate));
      }
      encoder.step(learningRate);
      terms.putAll(loss.terms());
      return terms;
    }
  }

  /**
   * RUBi's loss on the logits l (B, C) of the network under study, a mask q and question logits r (B, C):
   * {@code CE(l * sigmoid(q), y) + questionWeight CE(r, y)}.
   *
   * @param terms {@code loss}, {@code fusion} and {@code question}, the last before weighting
   * @param dLogits (B, C) with respect to l
   * @param dMask (B, C) with respect to q, not counting what reaches it through r
   * @param dQuestion (B, C) with respect to r
   */
  record Loss(Map<String, Double> terms, DMatrixRMaj dLogits, DMatrixRMaj dMask, DMatrixRMaj dQuestion) {

    public static Loss of(DMatrixRMaj logits, QuestionHead.Outputs outputs, int[] targets, double questionWeight) {
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
      return new Loss(
          terms, CommonOps_DDRM.elementMult(fusion.dLogits(), share, null), dMask, question.dLogits());
    }
  }
}
