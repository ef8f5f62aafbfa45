/**
 * Attackers that read the private attribute from features. They know features and labels, and nothing of how
 * the network was trained.
 */
package org.palimpsest.attack;
