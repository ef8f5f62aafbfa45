package org.palimpsest.experiment;


/**
 * One line of {@code sweep.csv}: what a rule makes of one network.
 *
 * @param rule such as {@code best-validation-biased}
 * @param at the method, with {@code alpha=drawn} in its variant for what is searched, and the network's condition
 * @param draw its number, which is its encoder seed; 0 has the settings given
 * @param cell the id of the network's cell
 * @param settings the values of what is searched, such as {@code alpha=0.1 beta=3.162}; empty if nothing is
 * @param epoch the one whose model the rule takes, from 1
 * @param validationBiased target accuracy in [0, 1] after that epoch; NaN without validation images
 * @param validationUnbiased likewise
 * @param target target accuracy in [0, 1] on the unbiased test images after that epoch
 * @param picked whether the rule takes this network
 */
public record SweepRow(
    String rule,
    Case at,
    int draw,
    String cell,
    String settings,
    int epoch,
    double validationBiased,
    double validationUnbiased,
    double target,
    boolean picked) {

  static SweepRow of(SelectionRule rule, DrawnNetwork network, boolean picked) {
    Cell cell = network.cell();
    CellSpec spec = cell.spec();
    int epoch = rule.epoch(network);
    return new SweepRow(
        rule.label(),
        new Case(new Arm(spec.method().name(), cell.variant()), new AxisLabel(spec.condition().label())),
        spec.number(),
        cell.id(),
        SweepSpec.settings(spec.method()),
        epoch,
        network.accuracy(SelectionRule.LAST.set(), epoch),
        network.accuracy(SelectionRule.BEST_VALIDATION_UNBIASED.set(), epoch),
        network.accuracy(SelectionRule.TEST, epoch),
        picked);
  }
}
