package org.palimpsest.method.dp;

import org.palimpsest.data.Batch;

/**
 * What was drawn for one step.
 *
 * @param step from 0 on
 * @param numbers (B), of the images within the training set
 */
public record DrawnBatch(long step, int[] numbers, Batch batch) {}
