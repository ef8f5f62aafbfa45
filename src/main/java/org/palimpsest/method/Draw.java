package org.palimpsest.method;

import org.palimpsest.bias.Batch;

/**
 * What was drawn for one step.
 *
 * @param step from 0 on
 * @param numbers (B), of the images within the training set
 */
record Draw(long step, int[] numbers, Batch batch) {}
