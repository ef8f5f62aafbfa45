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
import org.palimpsest.nn.Trainable;

/**
 * A supervised contrastive loss with margin, epsilon-SupInfoNCE, and FairKL, which makes similarities of images with
 * equal and with different private attributes alike in distribution:
 *
 * <pre>loss = alpha SupInfoNCE + lambda FairKL + CE,</pre>
 *
 * on cosine similarities of the features ({@link SupInfoNce} and {@link FairKlTerm} have the formulas). The
 * cross-entropy trains the network's head alone: of its gradient with respect to the features, only the share
 * {@code beta} reaches the encoder, by default none. Terms reported: {@code loss}, {@code cross_entropy}, {@code
 * sup_info_nce}, {@code fair_kl}, the last two before weighting; FairKL can be negative in the form of the code.
 *
 * <p>The pair terms see the features through {@link UnitFeatures}, which changes nothing for the published network: it
 * scales them to unit norm itself. Deviation: the published code trains the head by an Adam of its own, of
 * constant rate and without weight decay; here it has the rate and decay of the rest. With a beta above 0 that code
 * weighs the head's gradient by it too, which Adam hardly notices. It multiplies SupInfoNCE by alpha twice; here it is
 * once, the same at alpha = 1. One view per image, as in its runs on digits.
 *
 * @param alpha weight of SupInfoNCE, at least 0
 * @param lambda weight of FairKL, at least 0
 * @param kld weight of the difference of spreads in the code's form, at least 0; the paper's form has no such weight
 * @param epsilon the margin, at least 0
 * @param temperature at least 0.01
 * @param beta share of the cross-entropy's gradient that reaches the encoder, at least 0
 * @param form which version of the two pair terms
 */
public record FairKl(
    double alpha, double lambda, double kld, double epsilon, double temperature, double beta, Form form)
    implements Method {

  private static final double LOWEST_TEMPERATURE = 0.01;

  /** The published form followed where code and paper differ. */
  public enum Form {
    /** As the authors' code computes them; its results are those published. */
    CODE,
    /** The formulas of the paper. */
    PAPER
  }

  public FairKl {
    Require.weight("alpha", alpha);
    Require.weight("lambda", lambda);
    Require.weight("kld", kld);
    Require.weight("epsilon", epsilon);
    Require.weight("beta", beta);
    if (!(temperature >= LOWEST_TEMPERATURE && temperature < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "temperature: expected finite and at least %s, was %s".formatted(LOWEST_TEMPERATURE, temperature));
    }
    Require.given("form", form, Form.class);
  }

  /**
   * The published code's defaults but for lambda, which is 0 there (no FairKL) and has to be tuned: alpha 1, lambda 1,
   * kld 1, epsilon 0, temperature 0.1, beta 0, in the form of the code.
   */
  public FairKl() {
    this(1, 1, 1, 0, 0.1, 0, Form.CODE);
  }

  @Override
  public String name() {
    return "fairkl";
  }

  @Override
  public String title() {
    return "FairKL";
  }

  @Override
  public String citation() {
    return "Barbano, Dufumier, Tartaglione, Grangetto & Gori, Unbiased supervised contrastive learning, ICLR 2023,"
        + " arXiv:2211.05568";
  }

  /** The loss on features of unit norm; its gradients are whole, whatever beta is. */
  public Objective objective() {
    CrossEntropy crossEntropy = new CrossEntropy();
    return (activations, targets, privateAttributes) -> {
      LossAndGradient base = crossEntropy.at(activations, targets, privateAttributes);
      DMatrixRMaj features = activations.features();
      Require.labels("privateAttributes", privateAttributes, features.numRows, Integer.MAX_VALUE);
      DMatrixRMaj similarity = new DMatrixRMaj(features.numRows, features.numRows);
      CommonOps_DDRM.multOuter(features, similarity);
      SupInfoNce contrast = SupInfoNce.of(this, similarity, targets);
      FairKlTerm fair = FairKlTerm.of(this, similarity, targets, privateAttributes);
      Map<String, Double> terms = new LinkedHashMap<>();
      terms.put("loss", alpha * contrast.value() + lambda * fair.value() + base.loss());
      terms.put("cross_entropy", base.loss());
      terms.put("sup_info_nce", contrast.value());
      terms.put("fair_kl", fair.value());
      DMatrixRMaj weights = CommonOps_DDRM.add(alpha, contrast.gradient(), lambda, fair.gradient(), null);
      return new LossAndGradient(terms, throughSimilarity(weights, features), base.dLogits());
    };
  }

  /** The gradient with respect to z of {@code sum of G_ij z_i . z_j}: (G + G') z. */
  private static DMatrixRMaj throughSimilarity(DMatrixRMaj g, DMatrixRMaj features) {
    DMatrixRMaj both = CommonOps_DDRM.transpose(g, null);
    CommonOps_DDRM.addEquals(both, g);
    return CommonOps_DDRM.mult(both, features, null);
  }

  @Override
  public Learner learner(Encoder encoder, Training training) {
    return new Run(encoder, new UnitFeatures(objective()), beta);
  }

  @Override
  public boolean couplesImages() {
    return true;
  }

  @Override
  public List<SearchRange> searchSpace() {
    return List.of(SearchRange.logarithmic("lambda", 0.01, 10), SearchRange.linear("epsilon", 0, 0.5));
  }

  /**
   * Descends an objective with an encoder whose head alone sees all of the gradient of the logits: of what would pass
   * through the head to the features, a share does. The head is linear, with weights V, so {@code (share - 1)
   * dLogits V} is added to the gradient of the features; an encoder that computes in float32 leaves a residue of that
   * precision.
   *
   * @param share 0 for a head that learns without moving what lies below it, 1 for an ordinary one
   */
  record Run(Encoder encoder, Objective objective, double share) implements Learner {

    @Override
    public List<Trainable> trainables() {
      return List.of(encoder);
    }

    /** @throws TrainingDiverged if a term of the loss or the gradient is not finite; nothing has moved then */
    @Override
    public Map<String, Double> update(Batch batch, double learningRate) {
      Activations activations = encoder.train(batch);
      LossAndGradient at = objective.at(activations, batch.targets(), batch.privateAttributes());
      TrainingDiverged.unlessFinite(at.terms());
      DMatrixRMaj dFeatures = at.dFeatures().copy();
      CommonOps_DDRM.multAddTransB(share - 1, at.dLogits(), headWeights(), dFeatures);
      encoder.backward(dFeatures, at.dLogits());
      TrainingDiverged.unlessFinite("gradient_norm", encoder.gradientNorm());
      encoder.step(learningRate);
      return at.terms();
    }

    /** V' (D, C): the head's logits of the unit vectors, less those of nothing. */
    private DMatrixRMaj headWeights() {
      int width = encoder.spec().featureCount();
      DMatrixRMaj weights = encoder.logits(CommonOps_DDRM.identity(width));
      double[] bias = encoder.logits(new DMatrixRMaj(1, width)).data;
      for (int i = 0; i < weights.getNumElements(); i++) {
        weights.data[i] -= bias[i % bias.length];
      }
      return weights;
    }
  }
}
