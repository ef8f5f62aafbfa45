package org.palimpsest.data.drawn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palimpsest.data.Condition;
import org.palimpsest.data.DataException;
import org.palimpsest.data.DataHome;
import org.palimpsest.data.Groups;
import org.palimpsest.data.Images;
import org.palimpsest.data.Mix;
import org.palimpsest.data.PoolSizes;
import org.palimpsest.data.Protocol;
import org.palimpsest.data.Task.Split;
import org.palimpsest.data.Task;
import org.palimpsest.random.Seed;

class DrawnBarsTest {

  private static final DataHome NOWHERE = new DataHome(Path.of("nowhere"), "test");
  private static final PoolSizes SIZES = new PoolSizes(200, 60, 90, 150);

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void poolsHaveTheirSizesAndNoImageOfAnother(boolean scarce) {
    Task task = open(new DrawnBars(scarce));
    assertThat(task.train().size()).isEqualTo(200);
    assertThat(task.validation().orElseThrow().size()).isEqualTo(60);
    assertThat(task.attack().size()).isEqualTo(90);
    assertThat(task.train().id()).isNotEqualTo(task.attack().id());
    for (Split split : task.splits()) {
      assertThat(split.pool().size()).isEqualTo(150);
    }
  }

  @Test
  void targetAndTintAreOfDifferentNumbersAndImagesAreNotSquare() {
    Task task = open(new DrawnBars());
    assertThat(task.target().size()).isEqualTo(3);
    assertThat(task.target().isQuantity()).isTrue();
    assertThat(task.privateAttribute().size()).isEqualTo(4);
    assertThat(task.image().height()).isNotEqualTo(task.image().width());
    assertThat(task.alignment().orElseThrow().isInjective()).isFalse();
  }

  @Test
  void scarceDataHaveAnEmptyGroupAndOneOfASingleImage() {
    Groups groups = new DrawnBars(true).groups(200);
    assertThat(groups.total()).isEqualTo(200);
    assertThat(groups.count(0, 3)).isZero();
    assertThat(groups.count(2, 0)).isOne();
    Task task = open(new DrawnBars(true));
    assertThatThrownBy(() -> task.train().in(Mix.balanced(), new Seed(1)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("expected images of length = short with tint = grey");
    assertThat(task.train().in(Mix.rho(1), new Seed(1)).size()).isPositive();
  }

  @Test
  void pixelsAreInRangeAndDependOnTheSeedAlone() {
    Images images = open(new DrawnBars()).train().in(Mix.asIs(), new Seed(1)).view();
    Images again = open(new DrawnBars()).train().in(Mix.asIs(), new Seed(2)).view();
    int volume = images.shape().volume();
    float[] all = new float[images.size() * volume];
    float[] one = new float[volume];
    for (int i = 0; i < images.size(); i++) {
      images.write(i, all, i * volume);
    }
    for (float value : all) {
      assertThat(value).isBetween(-1f, 1f);
    }
    for (int i = images.size() - 1; i >= 0; i--) {
      again.write(i, one, 0);
      assertThat(one).isEqualTo(Arrays.copyOfRange(all, i * volume, (i + 1) * volume));
    }
  }

  private static Task open(DrawnBars bars) {
    return bars.open(NOWHERE, Condition.ALL, Protocol.DISJOINT, SIZES, new Seed(7));
  }
}
