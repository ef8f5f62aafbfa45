/** Image files of others: decoding, cropping and resizing, and a store on disk of what came of it. */
package org.palimpsest.data.image;
