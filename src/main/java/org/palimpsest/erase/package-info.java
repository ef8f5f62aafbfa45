/**
 * Erasers: what takes a private attribute out of the features of a network that is already trained. They know features
 * and labels, and nothing of how the network was trained.
 */
package org.palimpsest.erase;
