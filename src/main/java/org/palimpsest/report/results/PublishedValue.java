package org.palimpsest.report.results;

import org.palimpsest.experiment.AxisLabel;

/**
 * A number somebody else printed.
 *
 * @param dataset under which the number is filed, such as {@code biased-mnist}
 * @param condition that of the network's training
 * @param attacker empty for what concerns the network alone
 * @param split empty if the source names none: its headline
 * @param mean in [0, 1] for accuracies
 * @param status {@code verified} against the source, {@code computed} from raw results, or {@code unverified}
 */
public record PublishedValue(
    String dataset,
    AxisLabel condition,
    String method,
    String attacker,
    String split,
    String metric,
    double mean,
    String status,
    String source) {}
