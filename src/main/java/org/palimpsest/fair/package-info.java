/** Accuracy and its kin by groups of images, and how far apart groups lie: fairness, measured and not defined. */
package org.palimpsest.fair;
