/** What a run costs, measured on the machine that it will run on. */
package org.palimpsest.experiment.cost;
