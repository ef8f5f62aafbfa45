/** MATLAB's files of level 5, as far as annotations come in them: numbers, texts, cells and structs. */
package org.palimpsest.data.mat;
