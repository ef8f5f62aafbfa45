package org.palimpsest.attack.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.palimpsest.Require;
import org.palimpsest.attack.ModelAttack;
import org.palimpsest.attack.ModelAttackResult.Reading;
import org.palimpsest.attack.ModelAttackResult;
import org.palimpsest.attack.ModelView;
import org.palimpsest.attack.Reach;
import org.palimpsest.data.Images;
import org.palimpsest.random.Seed;
import org.palimpsest.random.Shuffle;

/**
 * Was this image in the training set? A threshold per image: how sure the network is of it, against how sure shadow
 * networks are that were trained with it and without it (LiRA: Carlini et al., IEEE SP 2022). Shadows come in pairs
 * that split the images in question in halves, so that each image is in half of them. See {@link LikelihoodRatio} for
 * the scores, {@code lira-online} and {@code lira-offline}.
 *
 * <p>Deviation: every shadow also keeps the members that are not in question, so that it is trained on as many images
 * as the network under attack; the attacker thereby knows the rest of the training set. With as many non-members as
 * members, and all in question, it is the published attack. An image is asked once, without augmentation. All
 * conflicting members are in question, too, each against a non-member of its own target and private value (group
 * {@code conflicting_matched}).
 *
 * @param shadows networks to train, each as long as the one under attack; even, at least 4
 * @param images at most so many members and so many non-members, at least 4
 * @param variance whose spread the fits have; {@code per-example} needs many shadows
 */
public record LikelihoodRatioAttack(int shadows, int images, Variance variance) implements ModelAttack {

  /** Whose spread a Gaussian has. */
  public enum Variance {
    /** One for all images with, and one for all without: for few shadows. */
    GLOBAL,
    /** The image's own. */
    PER_EXAMPLE
  }

  public LikelihoodRatioAttack {
    Require.that(shadows >= 4 && shadows % 2 == 0, "shadows", "even and at least 4", shadows);
    Require.that(images >= 4, "images", "at least 4", images);
    Require.that(variance != null, "variance", "global or per-example", "nothing");
  }

  /** 16 shadows, at most 10,000 images of either kind, global variance. */
  public LikelihoodRatioAttack() {
    this(16, 10_000, Variance.GLOBAL);
  }

  @Override
  public String name() {
    return "lira";
  }

  @Override
  public String title() {
    return "LiRA";
  }

  @Override
  public String description() {
    return "Tells training images from others by likelihood ratio against shadow networks; trains each of them anew";
  }

  @Override
  public Optional<Reach> reach() {
    return Optional.empty();
  }

  @Override
  public ModelAttackResult attack(ModelView model, Seed seed) {
    Candidates candidates = Candidates.of(model, images, seed);
    Images asked = candidates.asked();
    boolean[][] in = new boolean[shadows][];
    double[][] scores = new double[shadows][];
    for (int k = 0; k < shadows; k++) {
      in[k] = k % 2 == 0 ? half(asked.size(), seed.derive("shadow", Integer.toString(k))) : complement(in[k - 1]);
      scores[k] = Confidence.LOSS.of(model.shadow(k, candidates.shadowTrain(in[k]), asked).logits(), asked);
    }
    LikelihoodRatio ratio = LikelihoodRatio.of(scores, in, variance);
    double[] observed = Confidence.LOSS.of(model.logits(asked), asked);
    List<Reading> readings = new ArrayList<>();
    readings.addAll(candidates.readings("lira-online", ratio.online(observed)));
    readings.addAll(candidates.readings("lira-offline", ratio.offline(observed)));
    return new ModelAttackResult(readings, Optional.empty());
  }

  /** True for a random half of an even number of images. */
  private static boolean[] half(int size, Seed seed) {
    boolean[] in = new boolean[size];
    Arrays.stream(Shuffle.permutation(size, seed)).limit(size / 2).forEach(i -> in[i] = true);
    return in;
  }

  private static boolean[] complement(boolean[] in) {
    boolean[] out = new boolean[in.length];
    for (int i = 0; i < in.length; i++) {
      out[i] = !in[i];
    }
    return out;
  }
}
