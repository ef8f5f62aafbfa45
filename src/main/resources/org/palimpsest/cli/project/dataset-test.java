package mine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.palimpsest.data.Condition;
import org.palimpsest.data.DataHome;
import org.palimpsest.data.Dataset;
import org.palimpsest.data.Images;
import org.palimpsest.data.Mix;
import org.palimpsest.data.Pool;
import org.palimpsest.data.PoolSizes;
import org.palimpsest.data.Protocol;
import org.palimpsest.data.Task;
import org.palimpsest.random.Seed;

/** What every dataset owes: pools of the sizes asked for, in the mixes asked for, the same with the same seed. */
class {{Type}}Test {

  private static final DataHome HOME = DataHome.resolve(Optional.empty());
  private static final PoolSizes SIZES = new PoolSizes(80, 20, 60, 40);

  private static Task open(Condition condition) {
    return new {{Type}}().open(HOME, condition, Protocol.DISJOINT, SIZES, new Seed(1));
  }

  @Test
  void givesEveryPartyItsImages() {
    Task task = open(Condition.ALL);
    assertEquals(80, task.train().size());
    assertEquals(20, task.validation().orElseThrow().size());
    assertEquals(60, task.attack().size());
    assertEquals(40, task.split(task.headline()).pool().size());
  }

  @Test
  void pixelsLieBetweenMinusOneAndOneAndEveryValueOccurs() {
    Images images = open(Condition.ALL).train().in(Mix.asIs(), new Seed(0)).view();
    float[] pixels = new float[images.shape().volume()];
    for (int i = 0; i < images.size(); i++) {
      images.write(i, pixels, 0);
      for (float pixel : pixels) {
        assertTrue(pixel >= -1 && pixel <= 1);
      }
    }
    assertEquals(0, images.labels().groups().empty());
  }

  @Test
  void canBeHadInABalancedMix() {
    Images images = open(Condition.ofMix("balanced")).train().in(Mix.balanced(), new Seed(0)).view();
    int first = images.labels().groups().count(0, 0);
    for (int target = 0; target < images.targetClasses(); target++) {
      for (int value = 0; value < images.privateClasses(); value++) {
        assertEquals(first, images.labels().groups().count(target, value));
      }
    }
  }

  @Test
  void sameSeedSameImages() {
    for (Pool pool : List.of(open(Condition.ALL).train(), open(Condition.ALL).attack())) {
      assertEquals(pool.id(), pool.id());
    }
    assertEquals(open(Condition.ALL).train().id(), open(Condition.ALL).train().id());
  }

  @Test
  void theSuiteFindsIt() {
    assertTrue(ServiceLoader.load(Dataset.class).stream().anyMatch(found -> found.type() == {{Type}}.class));
  }
}
