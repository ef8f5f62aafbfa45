package org.palimpsest.data.celeba;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.data.DataException;
import org.palimpsest.data.DataHome;
import org.palimpsest.data.Images;
import org.palimpsest.data.Labels;
import org.palimpsest.data.Mix;
import org.palimpsest.data.PoolSizes;
import org.palimpsest.data.Protocol;
import org.palimpsest.data.Sample;
import org.palimpsest.data.Task;
import org.palimpsest.data.celeba.CelebaData.DrawnCelebA;
import org.palimpsest.data.celeba.GroupedFaces.Source;
import org.palimpsest.random.Seed;

/** Faces by sex: so many of each whatever the condition, and tests in which all groups are alike. */
class GroupedFacesTest {

  private static final Seed SEED = new Seed(4);

  @TempDir static Path folder;

  private static DataHome home;

  @BeforeAll
  static void draw() throws IOException {
    new DrawnCelebaFiles(300).write(folder.resolve(DrawnCelebA.NAME), (done, of) -> {});
    home = new DataHome(folder, "test");
  }

  private static Task task(String condition, int images) {
    GroupedFaces faces = new GroupedFaces(Source.AUTO, 32, images).in(home);
    assertThat(faces.source()).as("no CelebA there").isEqualTo(Source.DRAWN);
    return faces.open(home, faces.condition(condition), Protocol.DISJOINT, new PoolSizes(120, 40, 60, 30), SEED);
  }

  @Test
  void trainingImagesAreAsManyUnderEveryCondition() {
    for (double share : new double[] {.7, .9}) {
      Sample train = task("imbalance=" + share, 50).train().in(new Mix.Imbalance(share), SEED);
      int[] sex = train.labels().privateAttributes();
      assertThat(sex).hasSize(50);
      assertThat(Arrays.stream(sex).filter(one -> one == 0).count()).isEqualTo(Math.round(50 * share));
      assertThat(train.labels().privateAttribute().values()).containsExactly("female", "male");
    }
    assertThatThrownBy(() -> task("imbalance=0.7", 5000).train().in(new Mix.Imbalance(.7), SEED))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("imbalance=0.7: expected of 5000 images");
    assertThatThrownBy(() -> task("all", 50)).hasMessageContaining("imbalance=SHARE, the women's");
  }

  /** Sex is coded the other way round than where it is to be erased, on the same pixels. */
  @Test
  void groupsAreThoseOfTheFiles() {
    Task task = task("imbalance=0.7", 50);
    Images tested = task.split("unbiased").pool().in(Mix.balanced(), SEED).view();
    Labels labels = tested.labels();
    for (int y = 0; y < 2; y++) {
      for (int b = 0; b < 2; b++) {
        assertThat(labels.groups().count(y, b)).isEqualTo(labels.groups().count(0, 0)).isPositive();
      }
    }
    Task faces =
        new DrawnCelebA().open(
            home, new DrawnCelebA().condition("smiling"), Protocol.DISJOINT, new PoolSizes(120, 40, 60, 30), SEED);
    int[] here = task.attack().in(Mix.asIs(), SEED).labels().privateAttributes();
    int[] there = faces.attack().in(Mix.asIs(), SEED).labels().privateAttributes();
    assertThat(Arrays.stream(here).map(one -> 1 - one).toArray()).isEqualTo(there);
  }
}
