package org.palimpsest.data.image;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.palimpsest.data.DataException;
import org.palimpsest.data.Shape;
import org.palimpsest.random.Sha256;

/**
 * Image files on disk, framed and of 8 bits a sample: each decoded when it is first wanted, and read from a
 * {@link PixelStore} from then on. The store's name is made of the framing and the files' contents. Safe for several
 * threads.
 */
public final class StoredPictures {

  private final List<Path> files;
  private final List<String> names;
  private final List<String> hashes;
  private final Framing framing;
  private final PixelScale scale;
  private final String key;
  private final Path folder;
  private PixelStore store;

  /**
   * @param files in the order of their numbers
   * @param names of the files in messages
   * @param hashes the SHA-256 of each
   * @param scale of what networks see
   * @param folder of stores
   */
  public StoredPictures(
      List<Path> files, List<String> names, List<String> hashes, Framing framing, PixelScale scale, Path folder) {
    this.files = List.copyOf(files);
    this.names = List.copyOf(names);
    this.hashes = List.copyOf(hashes);
    this.framing = framing;
    this.scale = scale;
    this.folder = folder;
    String text = framing.label() + "\n" + String.join("\n", hashes);
    this.key = Sha256.of(text.getBytes(StandardCharsets.UTF_8));
  }

  public Shape shape() {
    return framing.shape();
  }

  public PixelScale scale() {
    return scale;
  }

  /** A text that only pictures of the same contents in the same framing share. */
  public String key() {
    return key;
  }

  /** The samples of a picture, (height, width, channels). */
  public byte[] samples(int picture) {
    byte[] samples = new byte[shape().volume()];
    if (!store().read(picture, samples)) {
      samples = decoded(picture);
      store().write(picture, samples);
    }
    return samples;
  }

  private synchronized PixelStore store() {
    if (store == null) {
      store = PixelStore.open(folder.resolve(key.substring(0, 32) + ".pixels"), shape().volume());
    }
    return store;
  }

  private byte[] decoded(int picture) {
    String name = names.get(picture);
    byte[] content = FileHashes.read(files.get(picture), name);
    if (!Sha256.of(content).equals(hashes.get(picture))) {
      throw new DataException(name + ": expected the content it had when the data were opened, was another");
    }
    return framing.of(ImageFile.decode(name, content)).samples();
  }
}
