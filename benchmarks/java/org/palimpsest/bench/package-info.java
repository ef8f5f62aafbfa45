/**
 * JMH benchmarks, one class a question. Times are per call; {@link org.palimpsest.bench.BenchmarkTables} turns
 * JMH's JSON into the samples per second and ratios of {@code benchmarks/README.md}.
 */
package org.palimpsest.bench;
