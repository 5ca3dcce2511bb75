package everymode.data.file;

import static everymode.ArrayBytes.npy;
import static everymode.ArrayBytes.npz;
import static everymode.ArrayBytes.safetensors;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.data.Rows;
import everymode.data.catalog.DataCheck;
import everymode.data.catalog.Datasets;
import everymode.data.catalog.Samples;
import everymode.error.EverymodeException;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Arrays in files as data sets and as samples.
class ArraysTest {

  private static final Domain.Images GREY = new Domain.Images(1, 4, 4);
  private static final Domain.Images COLOUR = new Domain.Images(3, 4, 4);

  @TempDir private Path folder;

  /// Numbers 0, 1, …, modulo `most`.
  private static double[] count(int n, int most) {
    return IntStream.range(0, n).mapToDouble(i -> i % most).toArray();
  }

  /// The number of values of an array.
  private static int elements(String shape) {
    return Arrays.stream(shape.replaceAll(",?\\)|[( ]", "").split(",", -1))
        .mapToInt(Integer::parseInt)
        .reduce(1, (a, b) -> a * b);
  }

  private static byte[] pixels(int n) {
    return npy("|u1", String.format(Locale.ROOT, "(%d, 4, 4)", n), count(16 * n, 251));
  }

  /// An array whose values are the same in all three channels, or are not.
  private static byte[] colour(String shape, int n, boolean equal) {
    boolean last = shape.endsWith("3)");
    double[] x = new double[48 * n];
    for (int i = 0; i < n; i++) {
      for (int p = 0; p < 16; p++) {
        for (int c = 0; c < 3; c++) {
          x[48 * i + (last ? 3 * p + c : 16 * c + p)] = (i + p + (equal ? 0 : c)) % 256;
        }
      }
    }
    return npy("|u1", shape, x);
  }

  private Path write(String name, Object... arrays) throws IOException {
    Map<String, byte[]> all = new LinkedHashMap<>();
    for (int i = 0; i < arrays.length; i += 2) {
      all.put((String) arrays[i], (byte[]) arrays[i + 1]);
    }
    return npz(folder.resolve(name), all);
  }

  private Path array(byte[] npy) throws IOException {
    return Files.write(folder.resolve("a.npy"), npy);
  }

  private static void refused(Object spec, String message) {
    assertThatThrownBy(() -> Datasets.open(spec.toString()))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining(message);
  }

  private static void refused(Object spec, Domain domain, String message) {
    assertThatThrownBy(() -> read(spec, domain))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining(message);
  }

  /// The values of samples.
  private static float[] read(Object spec, Domain domain) {
    try (var _ = new Scope()) {
      var x = Samples.read(spec.toString(), domain);
      assertThat(Arrays.copyOfRange(x.shape(), 1, x.dim() < 2 ? 1 : (int) x.dim()))
          .isEqualTo(domain.shape());
      return Ops.floats(x);
    }
  }

  private static int rows(Dataset data) {
    return data.train().size() + data.heldOut().size();
  }

  /// The classes of all rows by name, sorted.
  private static List<String> labels(Dataset data) {
    return Arrays.stream(Ops.longs(Objects.requireNonNull(data.allRows().label())))
        .mapToObj(label -> data.classes().get((int) label))
        .sorted()
        .toList();
  }

  @Test
  void arrays_that_are_not_needed_are_not_read() throws IOException {
    byte[] objects = npy("|O", "(1,)", "anything".getBytes(StandardCharsets.UTF_8));
    byte[] records = "\u0093NUMPY is cut off".getBytes(StandardCharsets.ISO_8859_1);
    Path file =
        write(
            "x.npz",
            "class_names",
            npy("<U3", "(2,)", new byte[24]),
            "objects",
            objects,
            "x",
            pixels(20),
            "records",
            records);
    Dataset data = Datasets.open(file.toString());
    assertThat(rows(data)).isEqualTo(20);
    assertThat(data.notes())
        .anyMatch(note -> note.equals("Arrays that are not used: class_names, objects, records."));
    assertThat(read(file, GREY)).hasSize(16 * 20);
    Path none = write("none.npz", "words", npy("<U3", "(2,)", new byte[24]), "odd", records);
    refused(none, "but contains words (<U3 [2]), odd; save it with numpy.savez(file, x=...)");
    refused(none, GREY, "but contains words (<U3 [2]), odd; save it with numpy.savez");
  }

  @Test
  void entries_that_nobody_opens_may_be_packed_in_any_way() throws IOException {
    Path file = write("x.npz", "b", pixels(3), "x", pixels(20));
    byte[] zip = Files.readAllBytes(file);
    int directory = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN).getInt(zip.length - 6);
    byte[] deflate64 = zip.clone();
    deflate64[directory + 10] = 9; // the method of the first entry
    byte[] encrypted = zip.clone();
    encrypted[directory + 8] |= 1;
    for (byte[] odd : List.of(deflate64, encrypted)) {
      Files.write(file, odd);
      assertThat(rows(Datasets.open(file.toString()))).isEqualTo(20);
    }
    Path only = write("only.npz", "x", pixels(20));
    zip = Files.readAllBytes(only);
    zip[ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN).getInt(zip.length - 6) + 10] = 98;
    Files.write(only, zip);
    refused(only, "array 'x': cannot be unpacked: it is packed by PPMd");
  }

  @Test
  void archives_in_the_format_for_large_files_are_read() throws IOException {
    // What numpy.savez writes: stored, with sizes in a Zip64 field of the local header.
    Path file = folder.resolve("stored.npz");
    byte[] array = pixels(20);
    try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
      ZipEntry entry = new ZipEntry("x.npy");
      entry.setMethod(ZipEntry.STORED);
      entry.setSize(array.length);
      var sum = new java.util.zip.CRC32();
      sum.update(array);
      entry.setCrc(sum.getValue());
      entry.setExtra(new byte[] {1, 0, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
      zip.putNextEntry(entry);
      zip.write(array);
    }
    assertThat(rows(Datasets.open(file.toString()))).isEqualTo(20);
  }

  @ParameterizedTest
  @ValueSource(strings = {"A.NPZ", "a.NpZ"})
  void endings_in_any_case_are_recognised(String name) throws IOException {
    Path file = write(name, "x", pixels(20));
    assertThat(Datasets.open(file.toString()).domain()).isEqualTo(GREY);
    assertThat(DataCheck.of(file.toString()).content())
        .matches(content -> content != null && content.format().equals("NumPy arrays"));
    assertThat(read(file, GREY)).hasSize(16 * 20);
    Path single = Files.write(folder.resolve("B.Npy"), pixels(20));
    assertThat(rows(Datasets.open(single.toString()))).isEqualTo(20);
    Path tensors =
        safetensors(
            folder.resolve("C.SafeTensors"),
            "{'x':{'dtype':'U8','shape':[5,4,4],'data_offsets':[0,80]}}",
            new byte[80]);
    assertThat(rows(Datasets.open(tensors.toString()))).isEqualTo(5);
    try (var _ = new Scope()) {
      Path table = folder.resolve("D.CSV");
      Samples.write(
          table, new Domain.Points(2), Ops.of(new float[] {1, 2}, 1, 2), Map.of(), List.of());
      assertThat(Files.readAllLines(table)).startsWith("x1,x2");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "x_train; y_train; x_test; y_test",
        "X_train; Y_train; X_test; Y_test",
        "train_images; train_labels; test_images; test_labels",
        "train_x; train_y; val_x; val_y",
        "x_train; y_train; x_val; y_val",
      })
  void test_parts_have_many_names(String x, String y, String held, String heldLabels)
      throws IOException {
    Path file =
        write(
            "x.npz",
            heldLabels,
            npy("|u1", "(6, 1)", count(6, 2)),
            y,
            npy("|u1", "(20, 1)", count(20, 2)),
            held,
            pixels(6),
            x,
            pixels(20));
    Dataset data = Datasets.open(file.toString());
    assertThat(data.train().size()).isEqualTo(20);
    assertThat(data.heldOut().size()).isEqualTo(6);
    assertThat(data.classes()).containsExactly("0", "1");
    assertThat(data.notes()).isEmpty();
    Path without =
        write("y.npz", x, pixels(20), y, npy("|u1", "(20,)", count(20, 2)), held, pixels(6));
    refused(
        without, "must contain the labels of " + held + ", because the training rows have labels");
  }

  @Test
  void a_validation_part_beside_a_test_part_is_mentioned() throws IOException {
    Path file =
        write(
            "x.npz",
            "train_images",
            pixels(20),
            "val_images",
            pixels(9),
            "test_images",
            pixels(6),
            "train_labels",
            npy("|u1", "(20, 1)", count(20, 2)),
            "val_labels",
            npy("|u1", "(9, 1)", count(9, 2)),
            "test_labels",
            npy("|u1", "(6, 1)", count(6, 2)));
    Dataset data = Datasets.open(file.toString());
    assertThat(data.train().size()).isEqualTo(20);
    assertThat(data.heldOut().size()).isEqualTo(6);
    assertThat(data.notes()).containsExactly("Arrays that are not used: val_images, val_labels.");
  }

  @ParameterizedTest
  @CsvSource({
    "x, y",
    "X, y",
    "data, target",
    "images, labels",
    "Images, Label",
    "image, label",
    "samples, labels",
    "arr_0, arr_1"
  })
  void rows_and_labels_have_many_names(String x, String y) throws IOException {
    Path file = write("x.npz", y, npy("<i4", "(20,)", count(20, 2)), x, pixels(20));
    assertThat(Datasets.open(file.toString()).classes()).containsExactly("0", "1");
  }

  @Test
  void a_second_array_that_has_no_labels_is_mentioned() throws IOException {
    Path file = write("x.npz", "arr_0", pixels(20), "arr_1", npy("<f4", "(20, 2)", count(40, 7)));
    Dataset data = Datasets.open(file.toString());
    assertThat(data.classes()).isEmpty();
    assertThat(data.notes()).anyMatch(note -> note.equals("Arrays that are not used: arr_1."));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "<f8; (20,); 0, 1; 0, 1", // whole numbers
        "<f4; (20, 1); 3, 5; 3, 5",
        ">i4; (20,); 0, 1; 0, 1",
        ">i2; (1, 20); 7, 9; 7, 9",
        "<u8; (20,); 1, 2; 1, 2",
        "|b1; (20,); 0, 1; 0, 1",
        "<i8; (20,); -1, 1; -1, 1", // as of support vector machines
        "<f8; (20,); 1000000, 2; 1000000, 2",
      })
  void labels_may_be_whole_numbers_of_any_type(
      String type, String shape, String values, String classes) throws IOException {
    String[] two = values.split(", ", -1);
    double[] y = new double[20];
    Arrays.setAll(y, i -> Double.parseDouble(two[i % 2]));
    Path file = write("x.npz", "x", pixels(20), "y", npy(type, shape, y));
    Dataset data = Datasets.open(file.toString());
    assertThat(data.classes()).containsExactlyInAnyOrder(classes.split(", ", -1));
    assertThat(labels(data)).hasSize(20).filteredOn(two[0]::equals).hasSize(10);
    assertThat(data.notes().stream().anyMatch(note -> note.startsWith("Negative labels")))
        .isEqualTo(values.startsWith("-"));
  }

  @Test
  void one_hot_labels_are_classes() throws IOException {
    for (String type : List.of("<f4", "<i8", "|b1")) {
      double[] y = new double[60];
      for (int i = 0; i < 20; i++) {
        y[3 * i + (i % 2 == 0 ? 0 : 2)] = 1;
      }
      Dataset data =
          Datasets.open(write("x.npz", "x", pixels(20), "y", npy(type, "(20, 3)", y)).toString());
      assertThat(data.classes()).containsExactly("0", "2");
      assertThat(data.notes())
          .anyMatch(note ->
              note.equals("Labels are one-hot vectors: the position of the 1 is the class."));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "<f8; (20,); 0.5; labels must be integers, but entry 0 is 0.5; number the classes",
        "<f8; (20,); NaN; labels must be integers, but entry 0 is NaN",
        "<f8; (20,); Infinity; labels must be integers, but entry 0 is Infinity",
        "<i8; (19,); 1; must have one label for each of the 20 rows, but has shape [19]",
        "<i8; (20, 14); 1; shape [20, 14] with several classes at once in some rows (multi-label)",
        "<i8; (20, 14); 0; shape [20, 14] with no class in some rows; keep one column",
        "<i8; (20, 2); 3; shape [20, 2] with several numbers in each row",
        "<U1; (20,); 0; must contain numbers, but contains text ('<U1'); number the words",
        "|S4; (20,); 0; must contain numbers, but contains text ('|S4'); number the words",
        "|O; (20,); 0; must contain numbers, but contains Python objects",
      })
  void other_labels_are_refused_by_the_true_reason(
      String type, String shape, double value, String message) throws IOException {
    int n = elements(shape);
    double[] y = new double[n];
    Arrays.fill(y, value);
    byte[] array =
        type.matches(".[USO].*") ? npy(type, shape, new byte[4 * n]) : npy(type, shape, y);
    Path file = write("x.npz", "x", pixels(20), "y", array);
    refused(file, "array 'y'");
    refused(file, message);
    assertThat(read(file, GREY)).hasSize(16 * 20); // labels of samples are not read
  }

  @Test
  void more_labels_than_classes_can_be_are_refused() throws IOException {
    int n = 100_001;
    Path file =
        write(
            "x.npz",
            "x",
            npy("|u1", String.format(Locale.ROOT, "(%d, 1, 1)", n), new byte[n]),
            "y",
            npy("<i8", String.format(Locale.ROOT, "(%d,)", n), count(n, n)));
    refused(file, "must have at most 100000 different labels, but has 100001");
  }

  @Test
  void true_is_white() throws IOException {
    byte[] array = npy("|b1", "(20, 4, 4)", count(320, 2));
    Path file = array(array);
    Dataset data = Datasets.open(file.toString());
    assertThat(data.domain()).isEqualTo(GREY);
    assertThat(data.notes()).noneMatch(note -> note.contains("255"));
    try (var _ = new Scope()) {
      assertThat(Ops.longs(data.train().first(1))).startsWith(0, 255, 0, 255);
    }
    assertThat(read(file, GREY)).startsWith(0, 1, 0, 1);
    assertThat(read(file + ":resize=2", new Domain.Images(1, 2, 2)))
        .containsOnly(Math.round(127.5f) / 255f);
    Dataset bytes = Datasets.open(array(npy("|u1", "(20, 4, 4)", count(320, 2))).toString());
    assertThat(bytes.notes())
        .anyMatch(note -> note.startsWith("All bytes are 0 or 1 of 255, which is almost black"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"<i8", ">i8", "<i4", "<i2", ">u2", "<u4"})
  void integers_from_0_to_255_are_bytes(String type) throws IOException {
    Path file = array(npy(type, "(20, 4, 4)", count(320, 256)));
    Dataset data = Datasets.open(file.toString());
    try (var _ = new Scope()) {
      assertThat(Ops.longs(data.train().first(1))).startsWith(0, 1, 2, 3);
    }
    assertThat(read(file, GREY)).startsWith(0, 1 / 255f, 2 / 255f);
    Path large = array(npy(type, "(20, 4, 4)", count(320, 300)));
    String message = "pixels must be integers from 0 to 255, but range from 0 to 299; scale them";
    refused(large, message);
    refused(large, GREY, message);
  }

  @Test
  void a_test_part_without_rows_is_named() throws IOException {
    byte[] none = npy("|u1", "(0, 4, 4)", new double[0]);
    refused(write("x.npz", "x_train", pixels(20), "x_test", none), "x_test must contain rows");
  }

  @Test
  void intensities_from_0_to_1_are_images() throws IOException {
    double[] x = Arrays.stream(count(320, 256)).map(i -> i / 255).toArray();
    Path file = array(npy("<f4", "(20, 4, 4)", x));
    Dataset data = Datasets.open(file.toString());
    assertThat(data.domain()).isEqualTo(GREY);
    assertThat(data.notes()).contains("Intensities are rounded to bytes.");
    assertThat(data.hash())
        .isEqualTo(
            Datasets.open(array(npy("|u1", "(20, 4, 4)", count(320, 256))).toString()).hash());
    file = array(npy("<f4", "(20, 4, 4)", x));
    assertThat(read(file, GREY)).startsWith(0, 1 / 255f);
    assertThat(read(file + ":grey=false", COLOUR)).startsWith(0, 1 / 255f);
    Path twice = array(npy("<f8", "(20, 4, 4)", Arrays.stream(x).map(i -> 2 * i - 1).toArray()));
    refused(twice, "intensities must be in [0, 1], but range from -1.00 to 1.00; they look like");
    refused(twice + ":resize=2", GREY, "intensities must be in [0, 1], but range from -1.00");
    Path bytes = array(npy("<f8", "(20, 4, 4)", count(320, 256)));
    refused(bytes, "but range from 0.00 to 255; divide by 255 or save them as uint8");
    x[7] = Double.NaN;
    refused(array(npy("<f4", "(20, 4, 4)", x)), "rows must be finite numbers");
    refused(folder.resolve("a.npy") + ":resize=2", GREY, "contains numbers that are not finite");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "|u1; (20, 28, 28, 28); volumes and other channels are not supported: save slices",
        "|u1; (20, 5, 5, 4); leave out the alpha channel: x[..., :3]",
        "|u1; (20, 2, 5, 5, 3); volumes and sequences are not supported",
        "|u1; (20, 784); or reshape flat images to [n, h, w]",
        "<i8; (20, 2); convert points with astype('float32')",
        "<f4; (20,); reshape them to [n, 1]",
        "<f4; (0, 2); save some rows",
      })
  void rows_of_other_shapes_are_refused_by_the_true_reason(
      String type, String shape, String message) throws IOException {
    int n = elements(shape);
    refused(array(npy(type, shape, new double[n])), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"(20, 4, 4, 3)", "(20, 3, 4, 4)"})
  void equal_channels_are_grey_for_samples_and_others_need_an_option(String shape)
      throws IOException {
    Path file = array(colour(shape, 20, true));
    assertThat(read(file, GREY)).hasSize(320).startsWith(0, 1 / 255f, 2 / 255f);
    assertThat(read(file, COLOUR)).hasSize(960);
    Dataset data = Datasets.open(file.toString());
    assertThat(data.domain()).isEqualTo(COLOUR);
    assertThat(data.notes()).anyMatch(note -> note.startsWith("All three channels are equal"));
    Dataset grey = Datasets.open(file + ":grey=true");
    assertThat(grey.domain()).isEqualTo(GREY);
    assertThat(grey.notes()).noneMatch(note -> note.startsWith("All three channels"));
    array(colour(shape, 20, false));
    refused(
        file,
        GREY,
        String.format(
            Locale.ROOT,
            "samples must be grey images 4×4, but are colour images 4×4; use '%s:grey=true' or choose",
            file));
    assertThat(read(file + ":grey=true", GREY)).hasSize(320).startsWith(1 / 255f);
    refused(
        file + ":grey=false",
        new Domain.Images(1, 8, 6),
        String.format(Locale.ROOT, "use '%s:grey=true,resize=8x6' or choose other data", file));
    assertThat(read(file + ":grey=true,resize=8x6", new Domain.Images(1, 8, 6))).hasSize(20 * 48);
  }

  @Test
  void grey_samples_are_colour_with_equal_channels() throws IOException {
    for (String shape : List.of("(20, 4, 4)", "(20, 4, 4, 1)", "(20, 1, 4, 4)")) {
      Path file = array(npy("|u1", shape, count(320, 251)));
      float[] x = read(file, COLOUR);
      assertThat(x).hasSize(960);
      assertThat(Arrays.copyOfRange(x, 0, 16)).isEqualTo(Arrays.copyOfRange(x, 16, 32));
      assertThat(read(file + ":grey=false", COLOUR)).isEqualTo(x);
    }
  }

  @Test
  void options_resize_data_and_samples_of_every_format() throws IOException {
    Domain.Images eight = new Domain.Images(1, 8, 8);
    Path npz = write("x.npz", "x", pixels(20), "y", npy("<i8", "(20,)", count(20, 2)));
    Path npy = Files.write(folder.resolve("x.npy"), pixels(20));
    Path tensors =
        safetensors(
            folder.resolve("x.safetensors"),
            "{'x':{'dtype':'U8','shape':[20,4,4],'data_offsets':[0,320]}}",
            new byte[320]);
    for (Path file : List.of(npz, npy, tensors)) {
      refused(
          file,
          eight,
          String.format(Locale.ROOT, "but are grey images 4×4; use '%s:resize=8' or choose", file));
      assertThat(read(file + ":resize=8", eight)).hasSize(20 * 64);
      assertThat(Datasets.open(file + ":resize=8").domain()).isEqualTo(eight);
      assertThat(Datasets.open(file + ":resize=3x5,grey=false").domain())
          .isEqualTo(new Domain.Images(3, 3, 5));
      refused(file + ":resize=0", "resize must be a size such as 32 or 32x48");
      refused(file + ":size=8", eight, "no option of data set");
    }
    Dataset sized = Datasets.open(npz + ":resize=8");
    assertThat(sized.classes()).containsExactly("0", "1");
    assertThat(sized.hash()).isNotEqualTo(Datasets.open(npz.toString()).hash());
    Path points = array(npy("<f4", "(20, 2)", count(40, 7)));
    refused(points + ":resize=8", "has no options, but 'resize' was given; leave it out");
    refused(points + ":resize=8", new Domain.Points(2), "has no options, but 'resize' was given");
  }

  @Test
  void idx_and_cifar_files_have_the_options_too() throws IOException {
    byte[] idx = new byte[16 + 20 * 16];
    ByteBuffer.wrap(idx).putInt(0x803).putInt(20).putInt(4).putInt(4);
    idx[20] = 100;
    Path file = Files.write(folder.resolve("images"), idx);
    assertThat(Datasets.open(file + ":resize=8,grey=false").domain())
        .isEqualTo(new Domain.Images(3, 8, 8));
    assertThat(read(file + ":resize=8", new Domain.Images(1, 8, 8))).hasSize(20 * 64);
    Path cifar = Files.write(folder.resolve("test_batch.bin"), new byte[4 * 3073]);
    assertThat(Datasets.open(cifar + ":grey=true,resize=16").domain())
        .isEqualTo(new Domain.Images(1, 16, 16));
    assertThat(read(cifar, new Domain.Images(1, 32, 32))).hasSize(4 * 1024);
  }

  /// A million black images that take no memory.
  private record Black() implements Rows {
    @Override
    public int size() {
      return 1 << 20;
    }

    @Override
    public Tensor x(Tensor rows) {
      return Ops.zeros(rows.size(0), 1, 4, 4).to(ScalarType.Byte);
    }

    @Override
    public @Nullable Tensor label() {
      return null;
    }
  }

  @Test
  void rows_that_would_become_too_large_are_converted_on_access() {
    Rows rows = new ImageOptions(4_096, 2_048, false).applied(new Black(), GREY);
    assertThat(rows.outOfCore()).isTrue();
    assertThat(rows.size()).isEqualTo(1 << 20);
    try (var _ = new Scope()) {
      assertThat(rows.first(1).shape()).containsExactly(1, 3, 4_096, 2_048);
    }
  }

  @Test
  void integers_may_be_samples_of_points() throws IOException {
    Path file = array(npy("<i4", "(3, 2)", -1, 2, 3, 4, 5, 6));
    assertThat(read(file, new Domain.Points(2))).containsExactly(-1, 2, 3, 4, 5, 6);
    refused(
        file,
        new Domain.Points(3),
        "samples must have shape [n, 3] as in the data set, but have [3, 2]");
  }
}
