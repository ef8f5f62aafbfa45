/** Attacks that need the whole network: drawing its input again, membership, and an audit of its promise. */
package org.palimpsest.attack.network;
