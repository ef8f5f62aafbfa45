/**
 * Where images come from: MNIST from IDX files, digits drawn by procedure, and the pools into which an
 * experiment divides them. Knows nothing of bias, networks or methods.
 */
package org.palimpsest.data;
