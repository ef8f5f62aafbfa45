/** Handwritten digits: MNIST from IDX files, digits drawn by procedure, and the colours their backgrounds are painted in. */
package org.palimpsest.data.digits;
