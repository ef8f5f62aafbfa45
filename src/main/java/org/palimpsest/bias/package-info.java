/**
 * How a private attribute enters the images: exact quotas for a correlation rho, the coloured background
 * of Biased-MNIST, and the batches in which networks see the result.
 */
package org.palimpsest.bias;
