package org.palimpsest.data;

/**
 * Named images on which networks and attackers are measured.
 *
 * @param meaning a few words for people, such as {@code colour independent of the digit}
 * @param pool the images
 * @param mix in which the images are taken from the pool
 * @param weighting the shares of the groups in every mean: an accuracy is a mean over groups
 */
public record Split(String name, String meaning, Pool pool, Mix mix, Mix weighting) {}
