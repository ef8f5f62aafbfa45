package org.palimpsest.attack;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import org.palimpsest.Require;
import org.palimpsest.random.Seed;
import org.palimpsest.random.Shuffle;

/**
 * Minimum description length by an online code (Voita and Titov, EMNLP 2020, arXiv:2003.12298): how many bits does it
 * take to send the private attributes to someone who has the features? The images come in random order, in blocks that
 * end at .1, .2, .4, .8, 1.6, 3.2, 6.25, 12.5, 25, 50 and 100 % of them; the first block is sent by the uniform code,
 * every other by a probe fitted to all before it. It measures how easily the attribute is read, not only whether it
 * can be: the more examples a probe needs, the longer the code. Its answers are those of a probe fitted to all images.
 *
 * <p>Diagnostics: {@code code_length_bits}, {@code uniform_code_bits}, N log2 K, {@code compression}, the second over
 * the first, 1 if the features say nothing; and those of the last probe. Every image is sent, so each counts once
 * whatever the share of its group; shares count in what is measured on other images.
 *
 * @param source what it learns from
 * @param probe the family
 */
public record MdlAttack(AttackSource source, Probe probe) implements Attacker {

  private static final double[] ENDS = {.001, .002, .004, .008, .016, .032, .0625, .125, .25, .5, 1};

  public MdlAttack {
    Require.that(probe != null, "probe", "linear or mlp", "nothing");
  }

  /** Linear, on the balanced source. */
  public MdlAttack() {
    this(AttackSource.BALANCED, Probe.LINEAR);
  }

  @Override
  public String name() {
    return "mdl";
  }

  @Override
  public String title() {
    return "Online code";
  }

  @Override
  public String description() {
    return "Minimum description length: the bits it takes to send the private attributes, given the features, by a"
        + " probe that learns as it goes";
  }

  @Override
  public Reach reach() {
    return probe.reach();
  }

  @Override
  public FittedAttack fit(Features train, Seed seed) {
    train.requireEnough();
    int[] order = Shuffle.permutation(train.size(), seed.derive("order of transmission"));
    double uniform = train.size() * Math.log(train.classes()) / Math.log(2);
    double length = 0;
    int sent = 0;
    for (double end : ENDS) {
      int to = (int) Math.max(1, Math.round(end * train.size()));
      if (to > sent) {
        length +=
            sent == 0
                ? uniform * to / train.size()
                : bits(
                    train.select(Arrays.copyOf(order, sent)),
                    train.select(Arrays.copyOfRange(order, sent, to)),
                    seed.derive("block").derive(sent));
        sent = to;
      }
    }
    Classifier.Fit last = probe.fit(train.rows(), train.privateAttributes(), train.classes(), seed.derive("all"));
    Map<String, Double> fit = new LinkedHashMap<>(last.diagnostics());
    fit.put("code_length_bits", length);
    fit.put("uniform_code_bits", uniform);
    fit.put("compression", uniform / length);
    return new FittedProbe(new Classifier.Fit(last.classifier(), fit, last.certified()), train);
  }

  private double bits(Features known, Features next, Seed seed) {
    Classifier coder =
        probe.fit(known.rows(), known.privateAttributes(), known.classes(), seed).classifier();
    DMatrixRMaj read = coder.logProbabilities(next.rows());
    return Arrays.stream(CodeLength.of(read, next.privateAttributes(), known.size())).sum();
  }
}
