package org.palimpsest.method.dp;

import java.util.List;
import org.palimpsest.data.Images;
import org.palimpsest.data.Mix;
import org.palimpsest.method.Learner;
import org.palimpsest.method.Method.Role;
import org.palimpsest.method.Method.SearchRange;
import org.palimpsest.method.Method;
import org.palimpsest.method.Training;
import org.palimpsest.nn.Encoder;

/**
 * A method in which every image has a gradient of its own for all that is trained, with differential privacy.
 *
 * @param base the method
 * @param dp how its gradients are made private
 */
public record WithDp(Method base, DpSgd dp) implements Method {

  public WithDp {
    if (base instanceof WithDp || base instanceof DpSgd) {
      throw new IllegalArgumentException("base: expected a method that is not private yet, was " + base.name());
    }
    if (base.couplesImages()) {
      throw new IllegalArgumentException(
          "base: expected a method in which every image has a loss of its own, was " + base.name() + ", in whose loss"
              + " the images of a batch depend on each other: one image moves the gradients of the rest, so clipping"
              + " single images' gradients bounds nothing");
    }
  }

  @Override
  public String name() {
    return "dp-" + base.name();
  }

  @Override
  public String title() {
    return "DP-" + base.title();
  }

  @Override
  public String citation() {
    return base.citation() + "; with " + dp.citation();
  }

  @Override
  public Role role() {
    return base.role();
  }

  /** That of the method alone, so that with and without privacy it is searched alike. */
  @Override
  public List<SearchRange> searchSpace() {
    return base.searchSpace();
  }

  @Override
  public Mix trainingMix(Mix given) {
    return base.trainingMix(given);
  }

  @Override
  public Images seen(Images given) {
    return base.seen(given);
  }

  /** @throws IllegalArgumentException also if the method trains something of which no image has a gradient */
  @Override
  public Learner learner(Encoder encoder, Training training) {
    return new DpTraining(dp, training).learner(base, encoder);
  }
}
