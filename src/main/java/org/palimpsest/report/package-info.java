/**
 * Tables, figures and the page, made from {@code runs.csv} and the published numbers alone, in about a second and
 * without a neural network in sight.
 */
package org.palimpsest.report;
