/**
 * Attackers that read the private attribute from features, and attacks on a whole network, which draw its input again
 * or tell its training images from others. They know what a network answers and the labels, and nothing of how it was
 * trained.
 */
package org.palimpsest.attack;
