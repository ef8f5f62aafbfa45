/** Images with a target and a private attribute, and the batches in which they are asked for. Knows nothing of networks. */
package org.palimpsest.data;
