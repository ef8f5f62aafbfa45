package org.palimpsest.attack;

import java.util.stream.IntStream;

/**
 * What an attack answers to images it learned from, as they count for its accuracy in training: nearest neighbours
 * answer without the image itself.
 *
 * @param rows of the training images, those that were answered
 * @param answers one a row
 */
record TrainingAnswers(int[] rows, int[] answers) {

  /** @param answers one for every training image, in order */
  static TrainingAnswers toAll(int[] answers) {
    return new TrainingAnswers(IntStream.range(0, answers.length).toArray(), answers);
  }
}
