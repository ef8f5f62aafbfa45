package org.palimpsest.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Samples, selections, other labels, and the tables of groups and of what goes with what. */
class SampleTest {

  private static final PlainImages IMAGES = PlainImages.of(new int[][] {{2, 1, 0}, {1, 0, 3}});

  @Test
  void groupsCountImages() {
    Groups groups = IMAGES.labels().groups();
    assertThat(groups.counts()).isDeepEqualTo(new int[][] {{2, 1, 0}, {1, 0, 3}});
    assertThat(groups.targets()).isEqualTo(2);
    assertThat(groups.privateValues()).isEqualTo(3);
    assertThat(groups.ofTarget(1)).isEqualTo(4);
    assertThat(groups.total()).isEqualTo(7);
  }

  @Test
  void aSampleIsRowsInTheirOrderAndMayRepeat() {
    Sample sample = new Sample(IMAGES, new int[] {6, 0, 6});
    assertThat(sample.isWhole()).isFalse();
    assertThat(sample.labels().targets()).containsExactly(1, 0, 1);
    assertThat(sample.labels().privateAttributes()).containsExactly(2, 0, 2);
    assertThat(pixels(sample.view())).containsExactly(6, 0, 6);
    assertThat(sample.view().labels().groups().counts()).isDeepEqualTo(sample.labels().groups().counts());
    assertThat(new Sample(IMAGES, new int[] {1, 0, 2, 3, 4, 5, 6}).isWhole()).isFalse();
  }

  @Test
  void idsTellSelectionsAndLabelsApart() {
    String one = new Sample(IMAGES, new int[] {1, 2}).view().id();
    assertThat(new Sample(IMAGES, new int[] {1, 2}).view().id()).isEqualTo(one);
    assertThat(new Sample(IMAGES, new int[] {2, 1}).view().id()).isNotEqualTo(one);
    assertThat(Sample.all(IMAGES).view().id()).isEqualTo(IMAGES.id());
    Relabelled other = new Relabelled(IMAGES, new int[] {1, 1, 1, 1, 1, 1, 1});
    assertThat(other.id()).isNotEqualTo(IMAGES.id());
    assertThat(new Relabelled(IMAGES, new int[] {1, 1, 1, 1, 1, 1, 1}).id()).isEqualTo(other.id());
    assertThat(new Relabelled(IMAGES, new int[] {1, 1, 1, 1, 1, 1, 0}).id()).isNotEqualTo(other.id());
    assertThat(other.privateAttribute(3)).isEqualTo(IMAGES.privateAttribute(3));
  }

  @Test
  void twoSetsAreNumberedOneAfterTheOther() {
    SelectedImages both = new SelectedImages(IMAGES, IMAGES, new int[] {0, 8});
    assertThat(pixels(both)).containsExactly(0, 1);
    assertThat(both.target(1)).isZero();
  }

  @Test
  void labelsOutsideTheirAttributeAreRefused() {
    assertThatThrownBy(() -> new Relabelled(IMAGES, new int[] {0, 0, 0, 0, 0, 0, 2}))
        .hasMessage("targets[6]: expected 0..1, was 2");
    assertThatThrownBy(() -> new Relabelled(IMAGES, new int[] {0}))
        .hasMessage("privateAttributes: expected 1, one per target, was 7");
  }

  @Test
  void anAttributeHasTwoValuesOrMoreAndEachOnce() {
    assertThatThrownBy(() -> Attribute.of("sex", "sex", List.of("female")))
        .hasMessage("values of sex: expected two or more, was [female]");
    assertThatThrownBy(() -> Attribute.of("sex", "sex", List.of("a", "a")))
        .hasMessage("values of sex: expected each once, was [a, a]");
    assertThatThrownBy(() -> new Attribute("age", "age", List.of("0-30", "30-60"), List.of(15.0)))
        .hasMessage("centres of age: expected none, or one for each of the 2 values, was 1");
    assertThat(new Attribute("age", "age", List.of("0-30", "30-60"), List.of(15.0, 45.0)).isQuantity()).isTrue();
  }

  @Test
  void anAlignmentMayLeaveTargetsWithoutAValueOrWithSeveral() {
    Alignment alignment =
        new Alignment(new boolean[][] {{true, false, false}, {false, true, true}, {false, false, false}});
    assertThat(alignment.own(0)).hasValue(0);
    assertThat(alignment.own(1)).isEmpty();
    assertThat(alignment.own(2)).isEmpty();
    assertThat(alignment.alignedValues(1)).isEqualTo(2);
    assertThat(alignment.aligned(1, 2)).isTrue();
    assertThat(alignment.isInjective()).isFalse();
    assertThat(Alignment.identity(4).isInjective()).isTrue();
    assertThat(new Alignment(new boolean[][] {{true, false, false}, {true, false, false}}).isInjective()).isFalse();
    assertThat(new Alignment(new boolean[][] {{true, false, false}, {false, false, true}}).isInjective()).isTrue();
    assertThatThrownBy(() -> new Alignment(new boolean[][] {{true, false}, {true}}))
        .hasMessage("goesWith: expected 2 private values for each target, was 1");
  }

  @Test
  void conditionsOfMixes() {
    assertThat(Condition.ofMix("all")).isEqualTo(Condition.ALL).isEqualTo(Condition.ofMix("as-is"));
    assertThat(Condition.ofMix("rho=0.9")).isEqualTo(Condition.rho(0.9));
    for (String label : List.of("rho=0.9", "imbalance=0.7", "balanced")) {
      assertThat(Condition.ofMix(label).label()).isEqualTo(label);
      assertThat(Condition.ofMix(label).mix()).isEqualTo(Mix.of(label));
    }
    assertThat(Condition.ALL.mix()).isEqualTo(Mix.asIs());
    assertThatThrownBy(() -> Condition.ofMix("hair"))
        .hasMessage("condition: expected all, balanced, imbalance=SHARE or rho=SHARE, was 'hair'");
  }

  @Test
  void aTaskHasItsHeadlineAndAnAlignmentOfItsSize() {
    Pool pool = new SampledPool(IMAGES, Optional.empty());
    List<Split> splits = List.of(new Split("test", "all", pool, Mix.asIs(), Mix.asIs()));
    Attribute two = Attribute.numbered("age", 2);
    Attribute three = Attribute.numbered("sex", 3);
    Task task =
        new Task(
            two, three, Optional.empty(), IMAGES.shape(), Mix.asIs(), Task.Defaults.NATURAL, pool, Optional.empty(),
            pool, splits, "test");
    assertThat(task.split("test")).isSameAs(splits.get(0));
    assertThatThrownBy(() -> task.split("tset")).hasMessage("split: expected one of [test], was tset");
    assertThatThrownBy(
            () ->
                new Task(
                    two, three, Optional.of(Alignment.identity(2)), IMAGES.shape(), Mix.asIs(), Task.Defaults.NATURAL,
                    pool, Optional.empty(), pool, splits, "test"))
        .hasMessage("alignment: expected 2 x 3, was 2 x 2");
  }

  private static float[] pixels(Images images) {
    float[] pixels = new float[images.size()];
    for (int i = 0; i < pixels.length; i++) {
      images.write(i, pixels, i);
    }
    return pixels;
  }
}
