/** Seeded mutations of small valid files, for the tests of readers. */
package org.palimpsest.fuzz;
