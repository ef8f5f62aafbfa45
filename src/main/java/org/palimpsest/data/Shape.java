package org.palimpsest.data;

/** The shape of one image's maps, channels last. */
public record Shape(int height, int width, int channels) {

  /** height x width. */
  public int area() {
    return height * width;
  }

  /** Values per image. */
  public int volume() {
    return height * width * channels;
  }
}
