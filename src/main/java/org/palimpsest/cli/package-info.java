/** The command line. */
package org.palimpsest.cli;
