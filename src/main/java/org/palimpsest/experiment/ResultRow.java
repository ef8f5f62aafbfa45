package org.palimpsest.experiment;

/**
 * One value of {@code runs.csv}: long format, one measured value a row. Empty strings and NaN print as empty
 * fields and mean "does not apply".
 *
 * @param experiment the experiment's name
 * @param cell the id of the cell, a hash of its spec
 * @param scale {@code full} or {@code reduced}: whether data, network and training are the published ones
 * @param digits the dataset, {@code mnist} or {@code drawn}
 * @param protocol {@code published} or {@code disjoint}
 * @param method the method's catalogue name
 * @param variant the method's settings that differ from its defaults, such as {@code alpha=24.7 beta=25.4}
 * @param rho the correlation the encoder was trained at
 * @param seed the encoder's seed number, 0, 1, ...
 * @param attacker the attacker's or control's catalogue name; empty for what concerns the encoder alone
 * @param attackerVariant the attacker's settings that differ from its defaults, its correlation aside, such as
 *     {@code examples=1000}
 * @param attackerRho the correlation the attacker was trained at; NaN without an attacker
 * @param split {@code train}, {@code validation_biased}, {@code validation_unbiased}, {@code biased} (rho = 1),
 *     {@code unbiased} (rho = 1/C), {@code conflicting} (rho = 0), or {@code membership} (training images and as many
 *     others, coloured alike)
 * @param group {@code all}, {@code aligned}, {@code conflicting}, one cell such as {@code y3b7}, or
 *     one private value such as {@code b1}
 * @param metric what was measured, such as {@code target_accuracy}, {@code private_accuracy},
 *     {@code worst_group_target_accuracy}, {@code attacker_target_agreement}, {@code train_loss}
 * @param epoch the epoch after which it was measured, from 1; 0 for the finished model
 * @param value accuracies in [0, 1]
 * @param ciLow lower end of the 95 % interval; NaN if none applies
 * @param ciHigh upper end
 * @param n the number of images (or other units) the value is a mean over; 0 if that does not apply
 */
public record ResultRow(
    String experiment,
    String cell,
    String scale,
    String digits,
    String protocol,
    String method,
    String variant,
    double rho,
    int seed,
    String attacker,
    String attackerVariant,
    double attackerRho,
    String split,
    String group,
    String metric,
    int epoch,
    double value,
    double ciLow,
    double ciHigh,
    int n) {}
