package org.palimpsest.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.palimpsest.Nearest;
import org.palimpsest.Require;
import org.palimpsest.attack.AttackSource.AttackImages;
import org.palimpsest.attack.AttackSource;
import org.palimpsest.attack.Attacker;
import org.palimpsest.data.Condition;
import org.palimpsest.data.DataException;
import org.palimpsest.data.DataHome;
import org.palimpsest.data.Mix;
import org.palimpsest.data.PoolSizes;
import org.palimpsest.data.Protocol;
import org.palimpsest.data.Task;
import org.palimpsest.data.features.FeatureTable;
import org.palimpsest.experiment.MeasurePlan.AttackerChoice;
import org.palimpsest.experiment.MeasurePlan.EraserChoice;
import org.palimpsest.experiment.spec.RecordBinder;
import org.palimpsest.experiment.spec.Variants;
import org.palimpsest.random.Seed;
import org.palimpsest.train.TrainSpec;

/**
 * An experiment on features that something else made: each arm of the table is a method that is measured and not
 * trained.
 *
 * @param name of the experiment
 * @param attackers names in the catalogue
 * @param erasers names in the catalogue
 * @param mix of target and private attribute in which attackers learn
 * @param seeds how often attackers learn, each time from another draw
 * @param seed the root of every random stream
 */
public record GivenExperiment(
    String name, FeatureTable table, List<String> attackers, List<String> erasers, Mix mix, int seeds, long seed) {

  /** The name of the dataset in results. */
  public static final String DATASET = FeatureTable.NAME;

  /** Attackers that go over all rows of a matrix that does not fit into memory; others learn from a sample of it. */
  private static final List<String> STREAMING = List.of("balanced", "linear");

  /** As many numbers (N D) as attackers learn from that need them in memory: 128 MiB in single precision. */
  private static final long MOST_NUMBERS = FeatureTable.MOST_FITTED;

  public GivenExperiment {
    attackers = List.copyOf(attackers);
    erasers = List.copyOf(erasers);
    Require.that(!attackers.isEmpty(), "attackers", "one or more", "none");
    Require.that(table.fits() || erasers.isEmpty(), "erasers", "none where no rows are kept for them", erasers);
  }

  /** The whole description, of which the catalogue and the files decide parts. */
  public ExperimentSpec spec(Catalogue catalogue, DataHome home) {
    Map<String, String> checksums = table.checksums();
    List<Integer> widths = table.widths();
    PoolSizes pools = table.full(home, Protocol.DISJOINT);
    Task task = table.open(home, Condition.ALL, Protocol.DISJOINT, pools, new Seed(seed));
    int classes = task.target().size();
    List<MethodChoice> arms = new ArrayList<>();
    for (int i = 0; i < table.arms().size(); i++) {
      String arm = table.arms().get(i);
      GivenArm method = new GivenArm(arm, table.files().get(i), checksums.get(arm));
      arms.add(
          new MethodChoice(
              method, new GivenArm.Outside(widths.get(i), classes), List.of(Condition.ALL), Map.of(), ""));
    }
    int rows = learnedFrom(task);
    int width = widths.stream().mapToInt(Integer::intValue).max().orElseThrow();
    return new ExperimentSpec(
        name,
        "What do the features tell of " + table.privateAttribute() + "?",
        "", "", "", List.of(), "",
        table,
        table.fingerprint(home),
        Protocol.DISJOINT,
        pools,
        arms.get(0).network(),
        TrainSpec.PUBLISHED,
        List.of(Condition.ALL),
        arms,
        Optional.empty(),
        attackers.stream().map(attacker -> attacker(catalogue, attacker, rows, width)).toList(),
        List.of(),
        erasers.stream().map(eraser -> eraser(catalogue, eraser)).toList(),
        seeds,
        false,
        arms.size() > 1 || !erasers.isEmpty(),
        seed);
  }

  /** How many rows attackers learn from. */
  private int learnedFrom(Task task) {
    try {
      return task.attack().in(mix, new Seed(seed)).size();
    } catch (DataException e) {
      throw new DataException(e.getMessage() + "; --mix as-is learns from the rows as they come", e);
    }
  }

  private AttackerChoice attacker(Catalogue catalogue, String called, int rows, int width) {
    Attacker usual = catalogue.attackers().get(called);
    Require.that(
        usual != null, "attackers", "attackers on features" + Nearest.hint(called, catalogue.attackers().keySet()), called);
    boolean sampled = !STREAMING.contains(called) && (long) rows * width > MOST_NUMBERS;
    OptionalInt examples = sampled ? OptionalInt.of((int) (MOST_NUMBERS / width)) : OptionalInt.empty();
    Attacker made = RecordBinder.withSource(usual, new AttackSource(mix, AttackImages.DISJOINT, examples));
    return new AttackerChoice(made, Variants.ofAttack(RecordBinder.withMixes(usual, other -> mix), made));
  }

  private static EraserChoice eraser(Catalogue catalogue, String called) {
    Require.that(
        catalogue.erasers().containsKey(called), "erasers",
        "known ones" + Nearest.hint(called, catalogue.erasers().keySet()), called);
    return new EraserChoice(catalogue.erasers().get(called), Optional.empty(), "");
  }
}
