package org.palimpsest.data.imdb;

import java.time.LocalDate;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.palimpsest.Require;
import org.palimpsest.data.Attribute;

/**
 * A picture of a person whose age and sex are known.
 *
 * @param path below the folder {@code imdb_crop}, such as {@code 02/nm0000002_rm1075631616_1924-9-16_1991.jpg}
 * @param age in whole years
 */
record ImdbFace(String path, int age, boolean male) {

  /** The first age of middle age, of which the lists hold nobody, and the first behind it. */
  static final int MIDDLE = 30;

  static final int OLD = 40;

  static final int OLDEST = 100;

  static final Attribute SEX = Attribute.of("sex", "sex", List.of("female", "male"));

  /** In the twelve bins of the published code, the last age of each. */
  private static final int[] EDGES = {19, 24, 29, 34, 39, 44, 49, 54, 59, 64, 69, 100};

  static final Attribute AGE = ages();

  static final Attribute YOUNG = Attribute.of("young", "age", List.of("under 30", "30 and over"));

  /** MATLAB counts days from 1 January of the year 0, which is its day 1. */
  private static final int EPOCH = 719_529;

  private static final int EARLIEST_BIRTH = 1850;

  private static final Pattern DATES = Pattern.compile(".*_(\\d{4})-(\\d{1,2})-\\d{1,2}_(\\d{4})\\.\\w+");
  private static final Pattern PERSON = Pattern.compile("(?:.*/)?(nm\\d+)_.*");

  private static Attribute ages() {
    List<String> names =
        IntStream.range(0, EDGES.length).mapToObj(b -> first(b) + "-" + EDGES[b]).toList();
    List<Double> centres = IntStream.range(0, EDGES.length).mapToObj(b -> (first(b) + EDGES[b] + 1) / 2.0).toList();
    return new Attribute("age", "age", names, centres);
  }

  private static int first(int bin) {
    return bin == 0 ? 0 : EDGES[bin - 1] + 1;
  }

  /** The number of the bin of an age in 0..100. */
  static int bin(int age) {
    Require.that(age >= 0 && age <= OLDEST, "age", "0 to " + OLDEST, age);
    int bin = 0;
    while (age > EDGES[bin]) {
      bin++;
    }
    return bin;
  }

  /** The name of the actor, by which pictures of one person are known; the path where it has none. */
  String person() {
    Matcher person = PERSON.matcher(path);
    return person.matches() ? person.group(1) : path;
  }

  /** The age by the name of the picture, which holds the date of birth and the year; empty where it does not. */
  OptionalInt ageByName() {
    Matcher dates = DATES.matcher(path);
    if (!dates.matches()) {
      return OptionalInt.empty();
    }
    int years = Integer.parseInt(dates.group(3)) - Integer.parseInt(dates.group(1));
    return OptionalInt.of(years - (Integer.parseInt(dates.group(2)) < 7 ? 0 : 1));
  }

  boolean young() {
    return age < MIDDLE;
  }

  boolean old() {
    return age >= OLD;
  }

  /** Of the first biased set: young women and old men. Of the second: young men and old women. */
  boolean biased(int set) {
    return set == 1 ? !male && young() || male && old() : male && young() || !male && old();
  }

  /**
   * The age on 1 July of a year of somebody born on a day, as the authors of the data have it: the year of the date that
   * is as many days after the beginning of the year 0. A year too low for those born on 1 July.
   *
   * @param birth MATLAB's serial day
   */
  static int age(double birth, int taken) {
    long days = LocalDate.of(taken, 7, 1).toEpochDay() - ((long) Math.floor(birth) - EPOCH);
    return LocalDate.ofEpochDay(days - EPOCH).getYear();
  }

  /** True if nobody whose picture was taken can have been born on that day. */
  static boolean unborn(double birth) {
    return !(birth >= LocalDate.of(EARLIEST_BIRTH, 1, 1).toEpochDay() + EPOCH && birth < 10_000_000);
  }
}
