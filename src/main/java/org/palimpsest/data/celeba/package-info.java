/** CelebA: photographs of faces with forty attributes, in the layouts that people have it in. */
package org.palimpsest.data.celeba;
