/** Models in ONNX files, by ONNX Runtime: part of the build with {@code -Ponnx} alone. */
package org.palimpsest.data.features.onnx;
