/**
 * Vector registers of single-precision numbers, and the kernels on them that more than one algorithm uses. Needs the
 * JDK's incubator module {@code jdk.incubator.vector}.
 */
package org.palimpsest.nn.engine.vector;
