/** Pure functions on arrays: accuracies by group, leakage with its floors and ceilings, intervals. */
package org.palimpsest.metric;
