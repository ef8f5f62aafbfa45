/** Data drawn by procedure that carry their private attribute by nature. */
package org.palimpsest.data.drawn;
