package org.palimpsest.report;

/**
 * A number somebody else printed.
 *
 * @param rho the encoder's training correlation
 * @param attacker empty for what concerns the encoder alone
 * @param mean in [0, 1] for accuracies
 * @param sd as printed, NaN if none was; what it is a spread over is in {@code spread}
 * @param status {@code verified} against the source, {@code computed} from raw results, or {@code unverified}
 */
record PublishedValue(
    String dataset,
    String method,
    double rho,
    String attacker,
    String split,
    String metric,
    double mean,
    double sd,
    String spread,
    String status,
    String source) {}
