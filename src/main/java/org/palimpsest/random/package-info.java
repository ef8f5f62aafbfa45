/** Named random streams: the one source of randomness in the suite. */
package org.palimpsest.random;
