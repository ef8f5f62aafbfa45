package org.palimpsest.attack.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.palimpsest.Require;
import org.palimpsest.attack.ModelAttack;
import org.palimpsest.attack.ModelAttackResult.Reading;
import org.palimpsest.attack.ModelAttackResult;
import org.palimpsest.attack.ModelView;
import org.palimpsest.attack.Reach;
import org.palimpsest.data.Images;
import org.palimpsest.random.Seed;

/**
 * Was this image in the training set? One threshold for all images on how sure the network is of an image, three
 * ways: by its loss (Yeom et al., CSF 2018), by its largest probability, which needs no label (Salem et al., NDSS
 * 2019), and by its margin. Members are as in training; non-members come in the same mix.
 *
 * <p>Conflicting members are all asked, each against a non-member of its own target and private value: group
 * {@code conflicting_matched}.
 *
 * <p>Results are those of {@code membership-loss}, {@code membership-confidence} and {@code membership-margin}, see
 * {@link org.palimpsest.metric.Membership}.
 *
 * @param images at most so many members and so many non-members, at least 4
 */
public record MembershipAttack(int images) implements ModelAttack {

  public MembershipAttack {
    Require.that(images >= 4, "images", "at least 4", images);
  }

  /** At most 10,000 of either. */
  public MembershipAttack() {
    this(10_000);
  }

  @Override
  public String name() {
    return "membership";
  }

  @Override
  public String title() {
    return "Membership";
  }

  @Override
  public String description() {
    return "Tells training images from others by a threshold on loss, confidence or margin";
  }

  @Override
  public Optional<Reach> reach() {
    return Optional.empty();
  }

  @Override
  public ModelAttackResult attack(ModelView model, Seed seed) {
    Candidates candidates = Candidates.of(model, images, seed);
    Images asked = candidates.asked();
    DMatrixRMaj logits = model.logits(asked);
    List<Reading> readings = new ArrayList<>();
    for (Confidence score : Confidence.values()) {
      readings.addAll(candidates.readings(name() + "-" + score.label(), score.of(logits, asked)));
    }
    return new ModelAttackResult(readings, Optional.empty());
  }
}
