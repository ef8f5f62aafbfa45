package org.palimpsest.method;

import org.palimpsest.bias.BiasedImages;
import org.palimpsest.nn.OptimiserSpec;
import org.palimpsest.random.Seed;

/**
 * The run that a learner is made for: what a method may know before the first step.
 *
 * @param images the training images, for methods that count groups or train something else first
 * @param optimiser for whatever the method trains beside the encoder
 * @param batchSize images per step, at least 1
 * @param learningRate of the first epoch, above 0
 * @param seed for whatever the method has to draw, such as extra networks
 */
public record Training(
    BiasedImages images, OptimiserSpec optimiser, int batchSize, double learningRate, Seed seed) {}
