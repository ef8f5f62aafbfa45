/** The one training loop: batches, schedule, checkpoint and resume, and which epoch's model is kept. */
package org.palimpsest.train;
