package org.palimpsest.method.dp;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.palimpsest.data.Batch;
import org.palimpsest.data.Batches;
import org.palimpsest.data.Images;
import org.palimpsest.method.Learner;
import org.palimpsest.nn.Trainable;
import org.palimpsest.privacy.DpStatement;

/**
 * {@link DpSgd} at work: a mechanism draws every batch, and a step descends what it releases. Where something is
 * trained before the first step, that has a mechanism of its own, and the promise covers both.
 */
final class DpLearner implements Learner {

  private final Optional<Before> before;
  private final DpDescent descent;
  private final double delta;
  private final List<String> notCovered;

  /**
   * A descent that is over before another begins. It goes on where its mechanism is, also after a restart.
   *
   * @param images that its mechanism samples
   * @param steps it has
   */
  record Before(DpDescent descent, Images images, long steps) {

    /** Takes the steps that are left, each at {@code learningRate}. */
    void finish(double learningRate) {
      while (descent.mechanism().state().nextStep() < steps) {
        step(learningRate);
      }
    }

    /** Takes one step. */
    void step(double learningRate) {
      descent.step(descent.batches().batches(images, 0).iterator().next(), learningRate);
    }
  }

  /** @param notCovered what of the loss itself depends on the training images */
  DpLearner(Optional<Before> before, DpDescent descent, double delta, List<String> notCovered) {
    this.before = before;
    this.descent = descent;
    this.delta = delta;
    this.notCovered = notCovered;
  }

  @Override
  public List<Trainable> trainables() {
    return Stream.concat(
            descent.trainables().stream(), before.stream().flatMap(first -> first.descent().trainables().stream()))
        .toList();
  }

  @Override
  public Batches batches(Batches shuffled) {
    return descent.batches();
  }

  @Override
  public Optional<DpStatement> promise() {
    return Optional.of(
        descent
            .mechanism()
            .statement(before.stream().map(first -> first.descent().mechanism()).toList(), delta)
            .exceptFor(notCovered));
  }

  /** {@link DpDescent#step}, after whatever is left to train before the first. */
  @Override
  public Map<String, Double> update(Batch batch, double learningRate) {
    before.ifPresent(first -> first.finish(learningRate));
    return descent.step(batch, learningRate);
  }
}
