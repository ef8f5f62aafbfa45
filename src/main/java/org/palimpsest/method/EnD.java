package org.palimpsest.method;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.palimpsest.Implied;
import org.palimpsest.Require;
import org.palimpsest.method.Method.SearchRange;
import org.palimpsest.method.Objective.LossAndGradient;
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
 * @param share of the loss that both terms together are to have in every step, in (0, 1): alpha and beta then only
 *     weigh them against each other, and the factor s / (1 - s) cross-entropy / (alpha orthogonal + beta parallel)
 *     before both gets no gradient; null for none
 */
public record EnD(double alpha, double beta, Pairs pairs, @Implied("null") Optional<Double> share) implements Method {

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
    share.ifPresent(s -> Require.that(s > 0 && s < 1, "share", "above 0 and below 1", s));
    Require.that(share.isEmpty() || alpha + beta > 0, "share", "none where alpha and beta are 0", share.orElse(0.0));
  }

  /** With weights of its own. */
  public EnD(double alpha, double beta, Pairs pairs) {
    this(alpha, beta, pairs, Optional.empty());
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
      double weighted = alpha * pair.orthogonal() + beta * pair.parallel();
      Map<String, Double> terms = new LinkedHashMap<>();
      if (share.isPresent()) {
        double factor = weighted == 0 ? 0 : share.get() / (1 - share.get()) * base.loss() / weighted;
        CommonOps_DDRM.scale(factor, pair.gradient());
        weighted *= factor;
        double loss = base.loss() + weighted;
        terms.put("share", loss == 0 ? 0 : weighted / loss);
      }
      terms.put("loss", base.loss() + weighted);
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

  /**
   * EnD's two terms on a batch of features z of unit norm, with targets y and private attributes b. With
   * {@code s_ij = clamp(z_i . z_j, -1, 1)} over pairs i &gt; j:
   *
   * <ul>
   *   <li>{@code orthogonal = sum over b of |sum of s_ij over pairs with b_i = b_j = b| / (number of such pairs, all b
   *       together)}: the absolute value is taken of the sum per private attribute, and pairs of equal target count;
   *   <li>{@code parallel = mean of (1 - s_ij) / 2} over pairs with y_i = y_j and b_i != b_j (of which the published
   *       code keeps those with b_i &lt; b_j).
   * </ul>
   *
   * Either is 0 if it has no pairs. As in PyTorch, the clamp passes the gradient on [-1, 1], ends included, and the
   * absolute value has gradient 0 at 0.
   *
   * @param orthogonal at least 0, not weighted
   * @param parallel in [0, 1], not weighted
   * @param gradient (B, D) of {@code alpha orthogonal + beta parallel} with respect to z as given, not projected
   *     on the sphere
   */
  record PairTerms(double orthogonal, double parallel, DMatrixRMaj gradient) {

    /** @param features (B, D) with unit rows */
    static PairTerms of(EnD method, DMatrixRMaj features, int[] targets, int[] privateAttributes) {
      int batch = features.numRows;
      requireLength("targets", targets, batch);
      requireLength("privateAttributes", privateAttributes, batch);
      DMatrixRMaj similarity = new DMatrixRMaj(batch, batch);
      CommonOps_DDRM.multOuter(features, similarity);

      double[] sums = new double[Arrays.stream(privateAttributes).max().orElse(0) + 1];
      long samePairs = 0;
      double distances = 0;
      long crossPairs = 0;
      for (int i = 0; i < batch; i++) {
        for (int j = 0; j < i; j++) {
          double s = Math.max(-1, Math.min(1, similarity.data[i * batch + j]));
          if (privateAttributes[i] == privateAttributes[j]) {
            sums[privateAttributes[i]] += s;
            samePairs++;
          } else if (pulls(method.pairs(), i, j, targets, privateAttributes)) {
            distances += (1 - s) / 2;
            crossPairs++;
          }
        }
      }

      DMatrixRMaj weights = similarity;
      for (int i = 0; i < batch; i++) {
        weights.data[i * batch + i] = 0;
        for (int j = 0; j < i; j++) {
          double weight = 0;
          if (Math.abs(similarity.data[i * batch + j]) <= 1) {
            if (privateAttributes[i] == privateAttributes[j]) {
              weight = method.alpha() * Math.signum(sums[privateAttributes[i]]) / samePairs;
            } else if (pulls(method.pairs(), i, j, targets, privateAttributes)) {
              weight = -method.beta() / (2 * crossPairs);
            }
          }
          weights.data[i * batch + j] = weight;
          weights.data[j * batch + i] = weight;
        }
      }
      DMatrixRMaj gradient = new DMatrixRMaj(batch, features.numCols);
      CommonOps_DDRM.mult(weights, features, gradient);

      double orthogonal = samePairs == 0 ? 0 : Arrays.stream(sums).map(Math::abs).sum() / samePairs;
      double parallel = crossPairs == 0 ? 0 : distances / crossPairs;
      return new PairTerms(orthogonal, parallel, gradient);
    }

    private static boolean pulls(EnD.Pairs pairs, int i, int j, int[] targets, int[] privateAttributes) {
      return targets[i] == targets[j]
          && switch (pairs) {
            case PUBLISHED -> privateAttributes[i] < privateAttributes[j];
            case ALL -> privateAttributes[i] != privateAttributes[j];
          };
    }

    private static void requireLength(String name, int[] labels, int batch) {
      if (labels.length != batch) {
        throw new IllegalArgumentException(
            "%s: expected %d, one per row of features, was %d".formatted(name, batch, labels.length));
      }
    }
  }
}
