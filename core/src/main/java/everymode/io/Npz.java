package everymode.io;

import everymode.error.EverymodeException;
import everymode.tensor.Device;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.bytedeco.pytorch.Tensor;

/// Reads and writes `.npz` files: NumPy arrays by name in a zip archive.
///
/// Arrays may be boolean, integer or floating point, of either byte order, row-major or
/// column-major, at most 2 GiB each, stored or deflated. Half precision is read as float32,
/// integers of more than one byte as int64. Headers are checked against the size of the file before
/// memory is allocated.
public final class Npz {

  // Equal arrays give equal files: zip entries have a fixed time.
  private static final LocalDateTime EPOCH = LocalDateTime.of(1980, 1, 1, 0, 0);

  private Npz() {}

  /// Reads all arrays.
  ///
  /// @return tensors on the processor by name, in the order of the file
  /// @throws EverymodeException when the file is missing, invalid, or has an unsupported type
  public static Map<String, Tensor> read(Path file) {
    return each(file, Npy.Array::tensor);
  }

  /// Reads and converts all arrays, one after the other.
  ///
  /// @param as converts an array
  public static <T> Map<String, T> each(Path file, Function<Npy.Array, T> as) {
    Map<String, T> arrays = new LinkedHashMap<>();
    try (ZipFile zip = open(file)) {
      for (ZipEntry entry : entries(zip)) {
        arrays.put(name(entry), as.apply(array(file, zip, entry)));
      }
    } catch (IOException e) {
      throw unreadable(file, e);
    }
    return arrays;
  }

  /// Reads an `.npy` file, gzipped or not.
  ///
  /// @return a tensor on the processor
  /// @throws EverymodeException when the file is missing, invalid, or has an unsupported type
  public static Tensor array(Path file) {
    try (var in = new DataInputStream(Gzip.open(file))) {
      long size = Gzip.is(file) ? Npy.UNKNOWN : Files.size(file);
      return Npy.read(file.toString(), in, size).tensor();
    } catch (NoSuchFileException _) {
      throw new EverymodeException(file + ": does not exist; check the path");
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /// Reads the samples: the array `samples`, else `arr_0`, else the only array of the file.
  ///
  /// @return the array as it is stored, on the processor
  /// @throws EverymodeException when the file is invalid or the choice of the array is ambiguous
  public static Tensor samples(Path file) {
    try (ZipFile zip = open(file)) {
      List<? extends ZipEntry> all = entries(zip);
      List<String> names = all.stream().map(Npz::name).toList();
      String wanted = names.contains("samples") ? "samples" : "arr_0";
      for (ZipEntry entry : all) {
        if (name(entry).equals(wanted) || all.size() == 1) {
          return array(file, zip, entry).tensor();
        }
      }
      throw new EverymodeException(
          "%s: must contain an array named samples or arr_0, or a single array, but contains %s; save it with numpy.savez(file, samples=...)"
              .formatted(file, names.isEmpty() ? "none" : String.join(", ", names)));
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /// Writes arrays atomically. Equal arrays give equal bytes.
  ///
  /// @param file an existing file is replaced
  /// @param arrays uint8, float32, float64 or int64 tensors by name
  /// @throws EverymodeException when the file cannot be written
  public static void write(Path file, Map<String, Tensor> arrays) {
    try (var _ = new Scope()) {
      AtomicFiles.write(file, out -> write(arrays, Channels.newOutputStream(out)));
    } catch (IOException e) {
      throw new EverymodeException(
          file + ": cannot be written: " + e.getMessage() + "; choose another location", e);
    }
  }

  private static void write(Map<String, Tensor> arrays, OutputStream out) throws IOException {
    try (var zip = new ZipOutputStream(new BufferedOutputStream(out));
        WritableByteChannel channel = Channels.newChannel(zip)) {
      for (var array : arrays.entrySet()) {
        ZipEntry entry = new ZipEntry(array.getKey() + ".npy");
        entry.setTimeLocal(EPOCH);
        zip.putNextEntry(entry);
        Tensor t = Device.CPU.bring(array.getValue()).contiguous();
        channel.write(ByteBuffer.wrap(Npy.header(t)));
        channel.write(Ops.bytes(t));
        zip.closeEntry();
      }
    }
  }

  private static ZipFile open(Path file) throws IOException {
    try {
      return new ZipFile(file.toFile());
    } catch (NoSuchFileException _) {
      throw new EverymodeException(file + ": does not exist; check the path");
    } catch (ZipException e) {
      throw new EverymodeException(
          file + ": must be a valid .npz file, but is not (" + e.getMessage() + "); save it again",
          e);
    }
  }

  private static List<? extends ZipEntry> entries(ZipFile zip) {
    return zip.stream().filter(entry -> entry.getName().endsWith(".npy")).toList();
  }

  private static Npy.Array array(Path file, ZipFile zip, ZipEntry entry) throws IOException {
    try (var in = new DataInputStream(new BufferedInputStream(zip.getInputStream(entry)))) {
      return Npy.read(file + ": array '" + name(entry) + "'", in, entry.getSize());
    }
  }

  private static String name(ZipEntry entry) {
    return entry.getName().substring(0, entry.getName().length() - 4);
  }

  private static EverymodeException unreadable(Path file, IOException e) {
    String reason = e.getMessage() == null ? "it is cut off" : e.getMessage();
    return new EverymodeException(file + ": cannot be read: " + reason + "; save it again", e);
  }
}
