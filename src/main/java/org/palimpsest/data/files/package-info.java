/** Files fetched over the network and checked. */
package org.palimpsest.data.files;
