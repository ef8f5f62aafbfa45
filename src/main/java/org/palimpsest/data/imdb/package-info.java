/** IMDB faces with age and sex: the authors' MAT file, the cleaned lists of others, and CSV files. */
package org.palimpsest.data.imdb;
