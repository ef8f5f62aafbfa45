/** YAML to records and back: what a text leaves out, what it may not hold, and the hash by which a record is known. */
package org.palimpsest.experiment.spec;
