package org.palimpsest.method;

import org.palimpsest.data.Images;
import org.palimpsest.method.Method.Role;
import org.palimpsest.nn.Encoder;

/**
 * A control whose answer is known: cross-entropy on images without the private attribute, on which the network is also
 * measured. What its features tell of the attribute they tell through the target alone, so that where the two are
 * independent there is nothing to read: true erasure. It needs images out of which the attribute can be taken
 * ({@link Images#withoutPrivateAttribute}).
 *
 * <p>Of coloured digits the ink is left, on black: in grey, the brightness of the ten colours would still tell most of
 * them apart.
 */
public record GreyInput() implements Method {

  @Override
  public String name() {
    return "grey-input";
  }

  @Override
  public String title() {
    return "Grey input";
  }

  @Override
  public String citation() {
    return "Control: cross-entropy on images from whose pixels the private attribute was taken";
  }

  @Override
  public Role role() {
    return Role.CONTROL;
  }

  @Override
  public boolean looksAhead() {
    return false;
  }

  @Override
  public Images seen(Images given) {
    return given
        .withoutPrivateAttribute()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "grey-input: expected images from which the %s can be taken, was %s"
                        .formatted(given.labels().privateAttribute().noun(), given.getClass().getSimpleName())));
  }

  @Override
  public Learner learner(Encoder encoder, Training training) {
    return new ObjectiveLearner(encoder, new CrossEntropy());
  }
}
