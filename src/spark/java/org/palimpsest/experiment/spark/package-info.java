/** The grid on Apache Spark: in the build's profile of that name alone. */
package org.palimpsest.experiment.spark;
