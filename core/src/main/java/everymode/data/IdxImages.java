package everymode.data;

import everymode.error.EverymodeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Grey images in IDX files: a folder with MNIST's file names, or one file of images.
final class IdxImages {

  private IdxImages() {}

  static Dataset folder(String name, Path folder) {
    Path images = find(folder, "train-images", 3);
    if (images == null) {
      throw new EverymodeException(
          folder
              + ": must hold train-images-idx3-ubyte or train-images-idx3-ubyte.gz, but does not;"
              + " give such a folder or one file of images");
    }
    Images train = Images.read(images, find(folder, "train-labels", 1));
    Path test = find(folder, "t10k-images", 3);
    if (test == null) {
      return split(name, train);
    }
    Path testLabels = find(folder, "t10k-labels", 1);
    if (train.label != null && testLabels == null) {
      throw new EverymodeException(
          folder + ": must hold t10k-labels-idx1-ubyte, because the training images have labels");
    }
    Images held = Images.read(test, train.label == null ? null : testLabels);
    if (held.height != train.height || held.width != train.width) {
      throw new EverymodeException(
          "%s: images must be %d×%d like the training images, but are %d×%d"
              .formatted(test, train.height, train.width, held.height, held.width));
    }
    return dataset(name, train, held, List.of());
  }

  static Dataset file(String name, Path file) {
    String own = String.valueOf(file.getFileName());
    Path labels = file.resolveSibling(own.replace("images-idx3", "labels-idx1"));
    boolean labelled = own.contains("images-idx3") && Files.exists(labels);
    return split(name, Images.read(file, labelled ? labels : null));
  }

  private static Dataset split(String name, Images all) {
    if (all.count < 2) {
      throw new EverymodeException(
          "data set '%s' must have at least 2 images, so that one can be held out, but has %d"
              .formatted(name, all.count));
    }
    boolean[] held = HeldOut.tenth(all.count);
    return dataset(
        name,
        all.only(IntStream.range(0, all.count).filter(i -> !held[i]).toArray()),
        all.only(IntStream.range(0, all.count).filter(i -> held[i]).toArray()),
        List.of("A tenth of the images is held out, chosen by a hash of their position."));
  }

  private static Dataset dataset(String name, Images train, Images held, List<String> notes) {
    Rows rows = train.rows();
    int classes = 1 + (int) Math.max(train.most(), held.most());
    return new Dataset(
        name,
        new Domain.Images(1, train.height, train.width),
        rows,
        held.rows(),
        null,
        null,
        IntStream.range(0, classes).mapToObj(Integer::toString).toList(),
        rows.hash(),
        notes);
  }

  private static @Nullable Path find(Path folder, String stem, int axes) {
    return Stream.of("-idx", ".idx")
        .flatMap(dot -> Stream.of("", ".gz").map(end -> stem + dot + axes + "-ubyte" + end))
        .map(folder::resolve)
        .filter(Files::exists)
        .findFirst()
        .orElse(null);
  }

  /// Images with their labels, before they become tensors.
  @SuppressWarnings("ArrayRecordComponent") // a parcel of bytes on its way into a tensor
  private record Images(int count, int height, int width, byte[] pixels, long @Nullable [] label) {

    static Images read(Path images, @Nullable Path labels) {
      Idx idx = Idx.read(images, 3);
      int[] shape = idx.shape();
      return new Images(
          shape[0],
          shape[1],
          shape[2],
          idx.values(),
          labels == null ? null : labels(images, labels, shape[0]));
    }

    private static long[] labels(Path images, Path labels, int count) {
      byte[] values = Idx.read(labels, 1).values();
      if (values.length != count) {
        throw new EverymodeException(
            "%s: must hold a label for each of the %d images of %s, but holds %d"
                .formatted(labels, count, images, values.length));
      }
      return IntStream.range(0, count).mapToLong(i -> values[i] & 0xff).toArray();
    }

    Images only(int[] rows) {
      int size = height * width;
      byte[] kept = new byte[rows.length * size];
      for (int i = 0; i < rows.length; i++) {
        System.arraycopy(pixels, rows[i] * size, kept, i * size, size);
      }
      long[] all = label;
      return new Images(
          rows.length,
          height,
          width,
          kept,
          all == null ? null : IntStream.of(rows).mapToLong(i -> all[i]).toArray());
    }

    /// The greatest label, or −1 without labels.
    long most() {
      return label == null ? -1 : java.util.Arrays.stream(label).max().orElse(-1);
    }

    Rows rows() {
      return Rows.of(pixels, label, count, 1, height, width);
    }
  }
}
