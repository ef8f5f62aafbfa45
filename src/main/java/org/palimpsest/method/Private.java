package org.palimpsest.method;

import java.util.List;
import org.palimpsest.nn.Encoder;

/**
 * A method whose loss is a mean over images, trained with differential privacy.
 *
 * @param base the loss
 * @param dp how its gradients are made private
 */
public record Private(Method base, DpSgd dp) implements Method {

  public Private {
    if (base instanceof Private || base instanceof DpSgd) {
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
  public double trainingRho(double rho, int classes) {
    return base.trainingRho(rho, classes);
  }

  /**
   * @throws IllegalArgumentException also if the method trains or changes anything but the network under study: what it
   *     learns from the images without clipping and noise would reach that network through its loss
   */
  @Override
  public Learner learner(Encoder encoder, Training training) {
    if (base.learner(encoder, training) instanceof ObjectiveLearner plain && plain.encoder() == encoder) {
      return dp.learner(encoder, plain.objective(), training, notCovered());
    }
    throw new IllegalArgumentException(
        "base: expected a method that trains nothing but the network under study, was " + base.name() + ": what else it"
            + " trains learns from the images without clipping and noise, and passes that on through the loss");
  }

  private List<String> notCovered() {
    return base instanceof OracleData
        ? List.of()
        : List.of("whatever %s takes from the training images before the first step, such as counts of groups"
            .formatted(base.title()));
  }
}
