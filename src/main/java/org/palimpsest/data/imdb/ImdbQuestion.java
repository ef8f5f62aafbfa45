package org.palimpsest.data.imdb;

import java.util.List;
import java.util.function.ToIntFunction;
import org.palimpsest.data.Alignment;
import org.palimpsest.data.Attribute;

/** What is asked of a face. */
public enum ImdbQuestion {
  /** The age in twelve bins; sex is private. */
  AGE(ImdbFace.AGE, ImdbFace.SEX),
  /** Under 30 or not; sex is private. */
  YOUNG(ImdbFace.YOUNG, ImdbFace.SEX),
  /** Sex; the age in twelve bins is private. */
  SEX(ImdbFace.SEX, ImdbFace.AGE);

  private final Attribute target;
  private final Attribute privately;

  ImdbQuestion(Attribute target, Attribute privately) {
    this.target = target;
    this.privately = privately;
  }

  Attribute target() {
    return target;
  }

  Attribute privately() {
    return privately;
  }

  /** What goes with what in a biased list. With ages from 30 to 39, of which there are none, nothing does. */
  Alignment alignment(int set) {
    boolean[][] goesWith = new boolean[target.size()][privately.size()];
    for (int y = 0; y < target.size(); y++) {
      for (int b = 0; b < privately.size(); b++) {
        boolean male = (this == SEX ? y : b) == 1;
        int age = this == SEX ? b : y;
        boolean young = this == YOUNG ? age == 0 : age <= ImdbFace.bin(ImdbFace.MIDDLE - 1);
        boolean old = this == YOUNG ? age == 1 : age >= ImdbFace.bin(ImdbFace.OLD);
        goesWith[y][b] = set == 1 ? young && !male || old && male : young && male || old && !male;
      }
    }
    return new Alignment(goesWith);
  }

  int[] of(List<ImdbFace> faces, Attribute attribute) {
    ToIntFunction<ImdbFace> value =
        attribute.equals(ImdbFace.SEX)
            ? face -> face.male() ? 1 : 0
            : attribute.equals(ImdbFace.YOUNG) ? face -> face.young() ? 0 : 1 : face -> ImdbFace.bin(face.age());
    return faces.stream().mapToInt(value).toArray();
  }
}
