package org.palimpsest.method;

import java.nio.file.Path;
import java.util.Optional;
import org.palimpsest.data.Images;
import org.palimpsest.nn.OptimiserSpec;
import org.palimpsest.random.Seed;

/**
 * The run that a learner is made for: what a method may know before the first step.
 *
 * @param images the training images, for methods that count groups or train something else first
 * @param optimiser for whatever the method trains beside the encoder
 * @param batchSize images per step, at least 1
 * @param learningRate of the first epoch, above 0
 * @param epochs how many the run has, at least 1
 * @param seed for whatever the method has to draw, such as extra networks; runs that differ in settings alone share it
 * @param own likewise, but shared with no run that differs in anything
 * @param folder where a learner may keep what must outlive a crash, checkpoint or not; none if nothing of the run does
 */
public record Training(
    Images images,
    OptimiserSpec optimiser,
    int batchSize,
    double learningRate,
    int epochs,
    Seed seed,
    Seed own,
    Optional<Path> folder) {

  public Training {
    if (epochs < 1) {
      throw new IllegalArgumentException("epochs: expected at least 1, was " + epochs);
    }
  }

  /** A run of which a crash leaves nothing behind. */
  public Training(
      Images images, OptimiserSpec optimiser, int batchSize, double learningRate, int epochs, Seed seed) {
    this(images, optimiser, batchSize, learningRate, epochs, seed, seed.derive("own"), Optional.empty());
  }

  /** Such a run of one epoch. */
  public Training(Images images, OptimiserSpec optimiser, int batchSize, double learningRate, Seed seed) {
    this(images, optimiser, batchSize, learningRate, 1, seed);
  }
}
