package org.palimpsest.method.dp;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.palimpsest.Inlined;
import org.palimpsest.Require;
import org.palimpsest.data.Images;
import org.palimpsest.privacy.AdaptiveClipping;
import org.palimpsest.privacy.AdaptiveClipping.Rule;
import org.palimpsest.privacy.Clipping;
import org.palimpsest.privacy.GroupPoissonSampler;
import org.palimpsest.privacy.Sampler;
import org.palimpsest.privacy.SamplingSeed;

/**
 * Additions to {@link DpSgd} that are to be fairer to minorities; both are off by default, and epsilon is that of
 * whoever is worst off.
 *
 * @param minorityWeight w, above 0: images whose private value is not the first are drawn w times as often ({@link
 *     GroupPoissonSampler}), and noise is made for them. The private attribute of training images is used then, and the
 *     sizes of groups are taken to be public
 * @param adaptive how the bound of clipping follows the gradients' norms, from {@code clippingNorm} on; with {@code
 *     rescale} and flat clipping only, as what is released is divided by the bound
 * @param leastNorm the least bound, above 0; of {@code bounded} alone, which needs it
 */
@Inlined
public record FairerDp(double minorityWeight, Adaptive adaptive, Optional<Double> leastNorm) {

  /** {@link #NONE} as specs have it. */
  static final String NONE_TEXT = "{\"adaptive\":\"none\",\"leastNorm\":null,\"minorityWeight\":1.0}";

  /** Nothing added. */
  public static final FairerDp NONE = new FairerDp(1, Adaptive.NONE, Optional.empty());

  /** The rules by which a bound follows norms, see {@link AdaptiveClipping}. */
  public enum Adaptive {
    /** It stays. */
    NONE,
    /** It follows the median. Andrew et al. 2021. */
    QUANTILE,
    /** The same, above a bound of its own. Zhao et al. 2025. */
    BOUNDED,
    /** It follows the largest norms. Esipova et al. 2023, DPSGD-Global-Adapt. */
    GLOBAL
  }

  public FairerDp {
    Require.positive("minorityWeight", minorityWeight);
    Require.given("adaptive", adaptive, Adaptive.class);
    Require.that(
        leastNorm.isPresent() == (adaptive == Adaptive.BOUNDED), "leastNorm", "given for bounded alone",
        leastNorm.map(Object::toString).orElse("none"));
    leastNorm.ifPresent(least -> Require.positive("leastNorm", least));
  }

  /** Refuses settings of the rest that do not go with these. */
  void requireFitting(
      boolean rescale, DpSgd.ClippingRule clipping, boolean secure, DpSgd.Sampling sampling) {
    boolean adapts = adaptive != Adaptive.NONE;
    Require.that(
        !adapts || rescale, "rescale", "true where the bound adapts, by which what is released is divided",
        rescale);
    Require.that(
        !adapts || clipping == DpSgd.ClippingRule.FLAT, "clipping", "flat where the bound adapts", clipping);
    Require.that(
        !adapts || !secure, "secure", "false where the bound adapts, as the ledger does not keep the bound",
        secure);
    Require.that(
        minorityWeight == 1 || sampling == DpSgd.Sampling.POISSON,
        "sampling", "poisson where groups are drawn at rates of their own", sampling);
  }

  /** Draws the minority more often; empty if it is drawn like all. */
  Optional<Sampler> sampler(Images images, int batchSize, SamplingSeed seed) {
    if (minorityWeight == 1) {
      return Optional.empty();
    }
    List<String> names = images.labels().privateAttribute().values();
    List<Double> weights = new ArrayList<>(Collections.nCopies(names.size(), minorityWeight));
    weights.set(0, 1.0);
    return Optional.of(
        new GroupPoissonSampler(images.labels().privateAttributes(), names, weights, batchSize, seed));
  }

  /** Clips to a bound that adapts; empty if it stays. */
  Optional<Clipping> clipping(double initial, int batchSize) {
    return switch (adaptive) {
      case NONE -> Optional.empty();
      case QUANTILE -> Optional.of(new AdaptiveClipping(Rule.quantile(initial, batchSize)));
      case BOUNDED -> Optional.of(new AdaptiveClipping(Rule.bounded(initial, leastNorm.orElseThrow(), batchSize)));
      case GLOBAL -> Optional.of(new AdaptiveClipping(Rule.global(initial)));
    };
  }
}
