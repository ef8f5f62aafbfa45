package org.palimpsest.method.dp;

import java.util.Optional;
import org.palimpsest.Inlined;
import org.palimpsest.random.Seed;

/**
 * Additions to {@link DpSgd}; all of them are off by default, and none changes epsilon. An average of
 * weights is made of what was released already. Copies of an image enter the sum as one gradient, which is clipped as
 * one. Layers that are not trained release nothing.
 *
 * <p>Averages and the choice of layers are for the network under study; what a method trains beside or before it is
 * trained whole. Copies are for all.
 *
 * <p>Source: De, Berrada, Hayes, Smith &amp; Balle, Unlocking high-accuracy differentially private image classification
 * through scale, 2022, arXiv:2204.13650, section 3.
 *
 * @param emaDecay in [0, 1); above 0, the network that is validated, measured and saved has the exponential moving
 *     averages of the weights that train, of decay min(emaDecay, (1 + t) / (10 + t)) after t steps
 * @param augmentations K, at least 0: the gradients of K copies of an image are averaged before that average is
 *     clipped, each copy shifted at random, as in the authors' code, where also none is left as it was; 0 takes the
 *     images as they are. Costs K times the arithmetic
 * @param shift how far a copy is moved at most along either axis, in pixels, at least 1; the border is repeated.
 *     Deviation: the paper, on photographs, crops from a mirrored border of 4 pixels and flips
 * @param trainedLayers at least 1: only so many layers are trained, counted from the head back, normalisations with
 *     parameters of their own included; all if not given. The others keep their initial parameters, bit for bit: from a
 *     new network that is training on random features
 */
@Inlined
public record DpRecipe(double emaDecay, int augmentations, int shift, Optional<Integer> trainedLayers) {

  /** {@link #NONE} as specs have it. */
  static final String NONE_TEXT = "{\"augmentations\":0,\"emaDecay\":0.0,\"shift\":2,\"trainedLayers\":null}";

  /** Nothing added. */
  public static final DpRecipe NONE = new DpRecipe(0, 0, 2, Optional.empty());

  public DpRecipe {
    if (!(emaDecay >= 0 && emaDecay < 1)) {
      throw new IllegalArgumentException("emaDecay: expected in [0, 1), was " + emaDecay);
    }
    if (augmentations < 0) {
      throw new IllegalArgumentException("augmentations: expected at least 0, was " + augmentations);
    }
    if (shift < 1) {
      throw new IllegalArgumentException("shift: expected at least 1, was " + shift);
    }
    if (trainedLayers.isPresent() && trainedLayers.get() < 1) {
      throw new IllegalArgumentException("trainedLayers: expected at least 1, was " + trainedLayers.get());
    }
  }

  /** The copies of images; empty if an image is taken as it is. */
  Optional<ShiftedCopies> copies(Seed seed) {
    return augmentations == 0
        ? Optional.empty()
        : Optional.of(new ShiftedCopies(augmentations, shift, seed.derive("augmentation")));
  }
}
