package org.palimpsest.method;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.palimpsest.Require;
import org.palimpsest.nn.Encoder;

/**
 * Entangling and Disentangling: cross-entropy plus two terms on the cosine similarities of the features,
 * {@code loss = cross_entropy + alpha r_orthogonal + beta r_parallel}. The first pushes images of one private
 * attribute apart, the second pulls images of one target but different private attributes together
 * ({@link PairTerms} has the formulas). Terms reported: {@code loss}, {@code cross_entropy}, {@code r_orthogonal},
 * {@code r_parallel}, the last two before weighting.
 *
 * <p>The published network scales its features to unit norm itself. Deviation: for one that does not, the terms see
 * them through {@link UnitFeatures}.
 *
 * @param alpha weight of the disentangling term, at least 0
 * @param beta weight of the entangling term, at least 0
 * @param pairs which pairs the entangling term is a mean over
 */
public record EnD(double alpha, double beta, Pairs pairs) implements Method {

  /** The pairs i &gt; j of equal target and different private attributes b that the entangling term keeps. */
  public enum Pairs {
    /** Those with b_i &lt; b_j: about half of them, as in the published code. */
    PUBLISHED,
    /** All of them. */
    ALL
  }

  public EnD {
    Require.weight("alpha", alpha);
    Require.weight("beta", beta);
    Require.given("pairs", pairs, Pairs.class);
  }

  /** The published code's defaults: 0.1, 0.1, published pairs. */
  public EnD() {
    this(0.1, 0.1, Pairs.PUBLISHED);
  }

  @Override
  public String name() {
    return "end";
  }

  @Override
  public String title() {
    return "EnD";
  }

  @Override
  public String citation() {
    return "Tartaglione, Barbano & Grangetto, EnD: Entangling and Disentangling deep representations for bias"
        + " correction, CVPR 2021, arXiv:2103.02023";
  }

  /** The loss on features of unit norm. */
  public Objective objective() {
    CrossEntropy crossEntropy = new CrossEntropy();
    return (activations, targets, privateAttributes) -> {
      LossAndGradient base = crossEntropy.at(activations, targets, privateAttributes);
      PairTerms pair = PairTerms.of(this, activations.features(), targets, privateAttributes);
      Map<String, Double> terms = new LinkedHashMap<>();
      terms.put("loss", base.loss() + alpha * pair.orthogonal() + beta * pair.parallel());
      terms.put("cross_entropy", base.loss());
      terms.put("r_orthogonal", pair.orthogonal());
      terms.put("r_parallel", pair.parallel());
      return new LossAndGradient(terms, pair.gradient(), base.dLogits());
    };
  }

  @Override
  public Learner learner(Encoder encoder, Training training) {
    Objective objective = objective();
    return new ObjectiveLearner(
        encoder, encoder.spec().unitFeatures() ? objective : new UnitFeatures(objective));
  }

  @Override
  public boolean couplesImages() {
    return true;
  }

  /** The authors searched [0, 1) for both, and [0, 50) at rho = .999. */
  @Override
  public List<SearchRange> searchSpace() {
    return List.of(SearchRange.logarithmic("alpha", 0.01, 50), SearchRange.logarithmic("beta", 0.01, 50));
  }
}
