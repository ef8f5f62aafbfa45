/** The dataset of anybody: a folder of image files and a CSV file that says what is on them. */
package org.palimpsest.data.folder;
