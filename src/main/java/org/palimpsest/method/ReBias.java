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
 * Learning De-biased Representations with Biased Representations: the network under study f is to be independent of
 * a bias-only network g, which in turn seeks to depend on f as far as single pixels allow. With features z and
 * logits l of each,
 *
 * <pre>g descends CE(l_g, y) - lambdaInner HSIC(z_g, z_f)
 * f descends CE(l_f, y) + lambdaOuter HSIC(z_f, z_g)</pre>
 *
 * one step of g (with its own optimiser of the same settings), then one of f, on every batch; neither step moves the
 * other network's parameters, but both move the running statistics of both. {@link Hsic} has the estimators, on
 * kernels {@code exp(-|x - x'|^2 / (2 sigma^2))} of the features as they are, not normalised. A batch of fewer than
 * four images (two, for the biased estimator) counts as independent. Terms reported: {@code loss},
 * {@code cross_entropy}, {@code hsic} of f's step and {@code bias_only_cross_entropy}, {@code bias_only_hsic} of
 * g's, {@code hsic} before weighting.
 *
 * <p>The defaults are the published code's for Biased-MNIST. Deviation, {@code bandwidth: median}: the published code
 * takes the median over a sample of the training images before the first step or an epoch, diagonal included; here it
 * is each batch's own, over pairs of different images.
 *
 * @param lambdaOuter weight of independence in f's loss, at least 0
 * @param lambdaInner weight of dependence in g's loss, at least 0
 * @param bandwidth what sigma is, for the features of each network
 * @param estimator of HSIC
 */
public record ReBias(double lambdaOuter, double lambdaInner, Bandwidth bandwidth, Estimator estimator)
    implements Method {

  /** The width sigma of a kernel. */
  public enum Bandwidth {
    /** 1. */
    UNIT,
    /**
     * The root of the batch's median squared distance, through which no gradient flows. 1 where more than half of
     * the pairs coincide, or there are none.
     */
    MEDIAN
  }

  /** An estimator of HSIC from a batch. */
  public enum Estimator {
    /** Song et al. 2012: the published code's choice. */
    UNBIASED,
    /** Gretton et al. 2005. */
    BIASED
  }

  public ReBias {
    Require.weight("lambdaOuter", lambdaOuter);
    Require.weight("lambdaInner", lambdaInner);
    Require.given("bandwidth", bandwidth, Bandwidth.class);
    Require.given("estimator", estimator, Estimator.class);
  }

  /** The published code's for Biased-MNIST: 1, 1, sigma 1, unbiased. */
  public ReBias() {
    this(1, 1, Bandwidth.UNIT, Estimator.UNBIASED);
  }

  @Override
  public String name() {
    return "rebias";
  }

  @Override
  public String title() {
    return "ReBias";
  }

  @Override
  public String citation() {
    return "Bahng, Chun, Yun, Choo & Oh, Learning De-biased Representations with Biased Representations, ICML 2020,"
        + " arXiv:1910.02806";
  }

  /** The loss of f on a batch of which g makes features z_g (B, D). */
  public Objective objective(DMatrixRMaj biasOnlyFeatures) {
    return objective(biasOnlyFeatures, lambdaOuter);
  }

  /** The loss of either network against the other's features, with a weight below 0 to seek dependence. */
  Objective objective(DMatrixRMaj otherFeatures, double weight) {
    return new Independence(Hsic.Kernel.of(otherFeatures, bandwidth), weight, bandwidth, estimator);
  }

  @Override
  public Learner learner(Encoder encoder, Training training) {
    return new Run(encoder, BiasOnly.of(this, encoder, training), this);
  }

  @Override
  public boolean couplesImages() {
    return true;
  }

  @Override
  public List<SearchRange> searchSpace() {
    return List.of(
        SearchRange.logarithmic("lambdaOuter", 0.01, 100), SearchRange.logarithmic("lambdaInner", 0.01, 100));
  }

  /** {@link ReBias} at work: on each batch the bias-only network takes a step, then the network under study. */
  record Run(Encoder encoder, BiasOnly biasOnly, ReBias method) implements Learner {

    @Override
    public List<Trainable> trainables() {
      return List.of(encoder, biasOnly);
    }

    /**
     * Each network sees the batch in training mode in either step, so running statistics move twice.
     *
     * @throws TrainingDiverged if a term or a gradient is not finite; if it is one of g's no parameter has moved then,
     *     otherwise g's alone
     */
    @Override
    public Map<String, Double> update(Batch batch, double learningRate) {
      Objective dependent = against(encoder, batch, -method.lambdaInner());
      Map<String, Double> terms = new LinkedHashMap<>(biasOnly.descend(dependent, batch, learningRate));
      Objective independent = against(biasOnly.network(), batch, method.lambdaOuter());
      terms.putAll(new ObjectiveLearner(encoder, independent).update(batch, learningRate));
      return terms;
    }

    private Objective against(Encoder other, Batch batch, double weight) {
      return method.objective(other.train(batch).features(), weight);
    }
  }

  /**
   * Cross-entropy plus dependence on the features of another network, which stay as they are:
   * {@code loss = cross_entropy + weight hsic}. Terms: {@code loss}, {@code cross_entropy}, {@code hsic} before
   * weighting.
   *
   * @param other kernel of the other network's features of the same batch
   * @param weight below 0 to seek dependence
   */
  record Independence(Hsic.Kernel other, double weight, ReBias.Bandwidth bandwidth, ReBias.Estimator estimator)
      implements Objective {

    @Override
    public LossAndGradient at(Activations activations, int[] targets, int[] privateAttributes) {
      LossAndGradient base = CrossEntropy.of(activations.logits(), targets);
      Hsic hsic = Hsic.of(estimator, Hsic.Kernel.of(activations.features(), bandwidth), other);
      CommonOps_DDRM.scale(weight, hsic.gradient());
      Map<String, Double> terms = new LinkedHashMap<>();
      terms.put("loss", base.loss() + weight * hsic.value());
      terms.put("cross_entropy", base.loss());
      terms.put("hsic", hsic.value());
      return new LossAndGradient(terms, hsic.gradient(), base.dLogits());
    }
  }
}
