/** A toy in two dimensions, trained by the suite's own mechanism: what one point's label changes, and who can tell. */
package org.palimpsest.privacy.toy;
