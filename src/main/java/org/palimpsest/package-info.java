/** Palimpsest: does a training method erase a private attribute from a network's features, or merely write over it? */
package org.palimpsest;
