package everymode.data.file;

import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.data.Rows;
import everymode.data.TrainHeldOutSplit;
import everymode.error.EverymodeException;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Grey images in IDX files: a folder with MNIST's file names, or one file of images.
final class IdxImages {

  private IdxImages() {}

  /// Whether a folder looks like such a set.
  static boolean in(Path folder) {
    return find(folder, "train-images", 3) != null;
  }

  static Dataset folder(String name, Path folder) {
    Path images = find(folder, "train-images", 3);
    if (images == null) {
      throw new EverymodeException(
          folder
              + ": must contain PNG, JPEG, GIF or BMP images, or the files of MNIST"
              + " (train-images-idx3-ubyte), CIFAR or STL-10, but has none of them; check the path");
    }
    Images train = Images.read(images, find(folder, "train-labels", 1));
    Path test = find(folder, "t10k-images", 3);
    if (test == null) {
      return TrainHeldOutSplit.tenth(name, "images", train.rows).numbered(name, train.domain);
    }
    Path testLabels = find(folder, "t10k-labels", 1);
    boolean labelled = train.rows.label() != null;
    if (labelled && testLabels == null) {
      throw new EverymodeException(
          folder
              + ": must contain t10k-labels-idx1-ubyte, because the training images have labels");
    }
    Images held = Images.read(test, labelled ? testLabels : null);
    Domain.Images one = train.domain;
    Domain.Images other = held.domain;
    if (!other.equals(one)) {
      throw new EverymodeException(
          String.format(
              Locale.ROOT,
              "%s: images must be %d×%d like the training images, but are %d×%d",
              test,
              one.height(),
              one.width(),
              other.height(),
              other.width()));
    }
    return TrainHeldOutSplit.of(train.rows, held.rows).numbered(name, train.domain);
  }

  static Dataset file(String name, Path file) {
    String own = String.valueOf(file.getFileName());
    Path labels = file.resolveSibling(own.replace("images-idx3", "labels-idx1"));
    boolean labelled = own.contains("images-idx3") && Files.exists(labels);
    Images all = Images.read(file, labelled ? labels : null);
    return TrainHeldOutSplit.tenth(name, "images", all.rows).numbered(name, all.domain);
  }

  private static @Nullable Path find(Path folder, String stem, int axes) {
    return Stream.of("-idx", ".idx")
        .flatMap(dot -> Stream.of("", ".gz").map(end -> stem + dot + axes + "-ubyte" + end))
        .map(folder::resolve)
        .filter(Files::exists)
        .findFirst()
        .orElse(null);
  }

  /// Images of one file, with their labels if there are any.
  private record Images(Domain.Images domain, Rows rows) {

    static Images read(Path images, @Nullable Path labels) {
      Idx idx = Idx.read(images, 3);
      int[] shape = idx.shape();
      long[] label = labels == null ? null : labels(images, labels, shape[0]);
      try (var _ = new Scope()) {
        Tensor x = Scope.own(idx.values().x().view(shape[0], 1, shape[1], shape[2]));
        return new Images(new Domain.Images(1, shape[1], shape[2]), idx.values().rows(x, label));
      }
    }

    private static long[] labels(Path images, Path labels, int count) {
      long[] values = Ops.longs(Idx.read(labels, 1).values().x());
      if (values.length != count) {
        throw new EverymodeException(
            String.format(
                Locale.ROOT,
                "%s: must contain a label for each of the %d images of %s, but has %d",
                labels,
                count,
                images,
                values.length));
      }
      return values;
    }
  }
}
