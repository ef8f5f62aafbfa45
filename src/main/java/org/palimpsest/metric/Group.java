package org.palimpsest.metric;

import java.util.Comparator;

/** The images of one target and one private value; prints as {@code y3b7}. */
public record Group(int target, int privateValue) implements Comparable<Group> {

  @Override
  public int compareTo(Group other) {
    return Comparator.comparingInt(Group::target).thenComparingInt(Group::privateValue).compare(this, other);
  }

  @Override
  public String toString() {
    return "y" + target + "b" + privateValue;
  }
}
