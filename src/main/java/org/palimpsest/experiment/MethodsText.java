package org.palimpsest.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.palimpsest.attack.AttackSource.AttackImages;
import org.palimpsest.attack.AttackSource;
import org.palimpsest.attack.ModelAttack;
import org.palimpsest.data.Condition;
import org.palimpsest.experiment.MeasurePlan.AttackerChoice;
import org.palimpsest.experiment.MeasurePlan.EraserChoice;
import org.palimpsest.experiment.spec.RecordBinder;

/**
 * What a paper says of how its numbers were made, from the settings of the experiment and nothing else: a paragraph on
 * networks, one on attackers and one on uncertainty. Citations are LaTeX's, by the keys of {@link References}.
 */
record MethodsText(ExperimentSpec spec, TaskRecord task) {

  /** In Markdown, with a heading. */
  String markdown() {
    List<String> paragraphs = new ArrayList<>(List.of("# How these numbers were made", networks(), training()));
    if (!spec.allAttackers().isEmpty()) {
      paragraphs.add(attackers());
    }
    paragraphs.add("## Uncertainty");
    paragraphs.add(uncertainty());
    return String.join("\n\n", paragraphs) + "\n";
  }

  private String networks() {
    References references = References.of(spec);
    String methods =
        spec.methods().stream()
            .map(choice -> choice.method().title() + variant(choice.variant()) + references.cite(choice.method().name()))
            .collect(Collectors.joining("; "));
    String conditions = spec.conditions().stream().map(Condition::label).collect(Collectors.joining(", "));
    return text(
        "Palimpsest %s%s was run on %s%s: the target is the %s (%d values), the private attribute the %s (%d values). %s. "
            + "Under each of the conditions %s, %s of each method %s trained: %s.",
        Machine.version(), "~\\cite{palimpsest}", spec.dataset().title(), references.cite(spec.dataset().name()),
        task.target().noun(), task.target().values().size(), task.privateAttribute().noun(),
        task.privateAttribute().values().size(),
        pools(), conditions, count(spec.seeds(), "network"), spec.seeds() == 1 ? "was" : "were", methods);
  }

  private String pools() {
    String division = RecordBinder.spelling(spec.protocol());
    return text(
        "The division of images is \u201c%s\u201d: %,d train the networks, %,d validate them, %,d are the attackers', and"
            + " %,d test",
        division, spec.pools().encoderTrain(), spec.pools().validation(), spec.pools().attackTrain(),
        spec.pools().test());
  }

  private String training() {
    return text(
        "Unless a method has its own, the network is %s, trained for %s by %s in batches of %d at a learning rate of %s,"
            + " weight decay %s; the epoch used is chosen by the rule \u201c%s\u201d. Every random stream derives from the"
            + " seed %d.",
        spec.network().summary(), count(spec.train().epochs(), "epoch"),
        RecordBinder.spelling(spec.train().optimiser()), spec.train().batchSize(), spec.train().learningRate(),
        spec.train().weightDecay(), RecordBinder.spelling(spec.train().selection()), spec.seed())
        + (spec.reductions().isEmpty()
            ? ""
            : " Against the published study the job is reduced: " + String.join("; ", spec.reductions()) + ".");
  }

  private String attackers() {
    References references = References.of(spec);
    List<String> all = new ArrayList<>();
    for (AttackerChoice choice : spec.attackers()) {
      AttackSource source = choice.attacker().source();
      all.add(
          text(
              "%s%s%s, on %s of %s, mixed %s%s",
              choice.attacker().title(), variant(choice.variant()), references.cite(choice.attacker().name()),
              source.examples().isPresent() ? text("%,d", source.examples().getAsInt()) : "all",
              source.images() == AttackImages.ENCODER ? "the images that the networks were trained on" : "the attackers' images",
              source.mix().label(),
              source.colourings() > 1 ? ", each painted anew %d times".formatted(source.colourings()) : ""));
    }
    for (ModelAttack attack : spec.modelAttacks()) {
      all.add(attack.title() + references.cite(attack.name()));
    }
    String erasers =
        spec.erasers().stream()
            .map(choice -> choice.eraser().title() + references.cite(choice.eraser().name()) + fitted(choice))
            .collect(Collectors.joining("; "));
    return "Frozen features, and networks, were attacked by: " + String.join("; ", all) + "."
        + (erasers.isEmpty() ? "" : " Attackers on features were asked again after erasure by: " + erasers + ".");
  }

  private static String fitted(EraserChoice choice) {
    return " fitted to the network's training images" + choice.mix().map(mix -> ", mixed " + mix.label()).orElse("");
  }

  private String uncertainty() {
    String seeds =
        spec.seeds() == 1
            ? "There is one network of each kind: intervals are over test images alone (Wilson's for shares), and say"
                + " nothing of how another training run would have come out."
            : text(
                "Intervals of means are over the %d training runs (Student's t).", spec.seeds());
    return seeds
        + " They are 95 % intervals. All runs of a condition share the split into pools and the test images, so that an"
        + " interval over runs is one for these images; verdicts hold for other"
        + " training runs and other test images alike (two-level intervals)."
        + " What attackers read bounds what can be read from below; that they read nothing is worth what they are worth."
        + (spec.sequential() ? " Seeds were added after a look at results, for which verdicts spend error." : "");
  }

  private static String variant(String settings) {
    return settings.isEmpty() ? "" : " (" + settings.replace("=", " = ").replace(" = by-rho", " by condition") + ")";
  }

  private static String count(int number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
