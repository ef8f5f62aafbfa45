/** Features that something else made: matrices in files, their labels, and who of the suite's parties has which rows. */
package org.palimpsest.data.features;
