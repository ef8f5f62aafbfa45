/** Checks, by experiment, that a mechanism keeps what its accountant claims. */
package org.palimpsest.privacy.audit;
