/**
 * Experiments: what to run (strict YAML specs), the grid of cells, seeds from names, the runner that resumes by
 * content hash, provenance, and the catalogue of everything a spec may name.
 */
package org.palimpsest.experiment;
