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
  private final Decoder decoder;
  private PixelStore store;

  /**
   * How a file becomes pixels.
   *
   * @param rule tells it from others that make other pixels of the same file; part of the store's name
   */
  public record Decoder(String rule, Function decode) {

    /** JPEG, PNG, BMP and TIFF. */
    private static final Decoder PICTURES = new Decoder("", ImageFile::decode);

    /** Makes pixels of a file, whose name is for messages. */
    public interface Function {
      Pixels of(String name, byte[] content);
    }
  }

  /**
   * @param files in the order of their numbers
   * @param names of the files in messages
   * @param hashes the SHA-256 of each
   * @param scale of what networks see
   * @param folder of stores
   * @param decoder of the files
   */
  public StoredPictures(
      List<Path> files, List<String> names, List<String> hashes, Framing framing, PixelScale scale, Path folder,
      Decoder decoder) {
    this.files = List.copyOf(files);
    this.names = List.copyOf(names);
    this.hashes = List.copyOf(hashes);
    this.framing = framing;
    this.scale = scale;
    this.folder = folder;
    this.decoder = decoder;
    String text = decoder.rule() + framing.label() + "\n" + String.join("\n", hashes);
    this.key = Sha256.of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Of files that {@link ImageFile} decodes. */
  public StoredPictures(
      List<Path> files, List<String> names, List<String> hashes, Framing framing, PixelScale scale, Path folder) {
    this(files, names, hashes, framing, scale, folder, Decoder.PICTURES);
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
    return framing.of(decoder.decode().of(name, content)).samples();
  }
}
