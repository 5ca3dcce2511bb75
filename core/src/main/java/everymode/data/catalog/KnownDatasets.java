package everymode.data.catalog;

import everymode.data.catalog.KnownDataset.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The public data sets that can be opened by name, with the known lengths and checksums.
///
/// Checksums are those published by the authors or the usual sources: SHA-256 of the files of MNIST
/// and Fashion-MNIST, MD5 of the archives of the others. For extracted files only the length is
/// known.
final class KnownDatasets {

  private static final String NOT_STATED = "none stated by its authors";

  private KnownDatasets() {}

  /// All sets, in display order.
  static List<KnownDataset> all() {
    return List.of(mnist(), fashion(), cifar10(), cifar100(), stl10());
  }

  static Optional<KnownDataset> named(String name) {
    return all().stream()
        .filter(set -> set.name().equals(name) || set.other().equals(name))
        .findFirst();
  }

  private static KnownDataset mnist() {
    return new KnownDataset(
        "mnist",
        "mnist",
        "mnist",
        "70,000 handwritten digits, 28×28; Y. LeCun, C. Cortes and C. Burges",
        "CC BY-SA 3.0, as commonly distributed",
        null,
        List.of(
            gzipped(
                "train-images-idx3",
                9_912_422,
                "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
            gzipped(
                "train-labels-idx1",
                28_881,
                "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
            gzipped(
                "t10k-images-idx3",
                1_648_877,
                "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
            gzipped(
                "t10k-labels-idx1",
                4_542,
                "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6")));
  }

  private static KnownDataset fashion() {
    return new KnownDataset(
        "fashion",
        "fashion-mnist",
        "fashion-mnist",
        "70,000 pieces of clothing, 28×28; H. Xiao, K. Rasul and R. Vollgraf",
        "MIT",
        null,
        List.of(
            gzipped(
                "train-images-idx3",
                26_421_880,
                "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
            gzipped(
                "train-labels-idx1",
                29_515,
                "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
            gzipped(
                "t10k-images-idx3",
                4_422_102,
                "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
            gzipped(
                "t10k-labels-idx1",
                5_148,
                "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5")));
  }

  private static KnownDataset cifar10() {
    List<SourceFile> files = new ArrayList<>();
    for (int i = 1; i <= 5; i++) {
      files.add(sized("data_batch_" + i + ".bin", 30_730_000));
    }
    files.add(sized("test_batch.bin", 30_730_000));
    files.add(extra("batches.meta.txt"));
    return new KnownDataset(
        "cifar-10",
        "cifar10",
        "cifar-10-batches-bin",
        "60,000 colour photographs, 32×32, 10 classes; A. Krizhevsky, V. Nair and G. Hinton",
        NOT_STATED,
        new SourceFile("cifar-10-binary.tar.gz", -1, "c32a1d4ab5d03f1284b67883e8d87530", false),
        files);
  }

  private static KnownDataset cifar100() {
    return new KnownDataset(
        "cifar-100",
        "cifar100",
        "cifar-100-binary",
        "60,000 colour photographs, 32×32, 100 classes; A. Krizhevsky, V. Nair and G. Hinton",
        NOT_STATED,
        new SourceFile("cifar-100-binary.tar.gz", -1, "03b5dce01913d631647c71ecec9e9cb8", false),
        List.of(
            sized("train.bin", 153_700_000),
            sized("test.bin", 30_740_000),
            extra("fine_label_names.txt")));
  }

  private static KnownDataset stl10() {
    return new KnownDataset(
        "stl-10",
        "stl10",
        "stl10_binary",
        "13,000 colour photographs, 96×96, and 100,000 without labels; A. Coates, H. Lee and A. Ng",
        NOT_STATED,
        new SourceFile("stl10_binary.tar.gz", -1, "91f7769df0f17e558f3565bffb0c7dfb", false),
        List.of(
            sized("train_X.bin", 138_240_000),
            sized("train_y.bin", 5_000),
            sized("test_X.bin", 221_184_000),
            sized("test_y.bin", 8_000),
            new SourceFile("unlabeled_X.bin", 2_764_800_000L, "", false),
            extra("class_names.txt")));
  }

  private static SourceFile gzipped(String stem, long bytes, String sum) {
    return new SourceFile(stem + "-ubyte.gz", bytes, sum, true);
  }

  private static SourceFile sized(String name, long bytes) {
    return new SourceFile(name, bytes, "", true);
  }

  private static SourceFile extra(String name) {
    return new SourceFile(name, -1, "", false);
  }
}
