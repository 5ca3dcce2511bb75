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
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipOutputStream;
import org.bytedeco.pytorch.Tensor;

/// Reads and writes `.npz` files: NumPy arrays by name in a zip archive.
///
/// Arrays may be boolean, integer or floating point, of either byte order, row-major or
/// column-major, at most 2 GiB each, packed in any way that [ZipArchive] reads. Half precision is
/// read as float32, integers other than bytes as int64. Headers are checked against the size of the
/// file before memory is allocated. An array that is not asked for is not looked at: it may be of
/// any type and size.
public final class Npz {

  // Equal arrays give equal files: zip entries have a fixed time.
  private static final LocalDateTime EPOCH = LocalDateTime.of(1980, 1, 1, 0, 0);

  private Npz() {}

  /// Reads all arrays.
  ///
  /// @return tensors on the processor by name, in the order of the file
  /// @throws EverymodeException when the file is missing, invalid, or has an unsupported type
  public static Map<String, Tensor> read(Path file) {
    return read(file, _ -> true, Npy.Array::tensor);
  }

  /// Reads some arrays.
  ///
  /// @param names those to read; names that do not occur are ignored
  /// @return tensors on the processor by name, in the order of the file
  /// @throws EverymodeException when the file is missing or invalid, or one of these arrays has an
  ///   unsupported type
  public static Map<String, Tensor> read(Path file, Collection<String> names) {
    return read(file, names::contains, Npy.Array::tensor);
  }

  /// Reads and converts arrays, one after the other.
  ///
  /// @param wanted whether to read the array of this name
  /// @param as converts an array
  public static <T> Map<String, T> read(
      Path file, Predicate<String> wanted, Function<Npy.Array, T> as) {
    Map<String, T> arrays = new LinkedHashMap<>();
    try (ZipArchive zip = open(file)) {
      for (ZipArchive.Entry entry : entries(zip)) {
        if (wanted.test(name(entry))) {
          arrays.put(name(entry), as.apply(array(file, zip, entry)));
        }
      }
    } catch (IOException e) {
      throw unreadable(file, e);
    }
    return arrays;
  }

  /// The names of all arrays, in the order of the file. No array is looked at.
  ///
  /// @throws EverymodeException when the file is missing or no archive
  public static List<String> names(Path file) {
    try (ZipArchive zip = open(file)) {
      return entries(zip).stream().map(Npz::name).distinct().toList();
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /// Type and shape of an array of any type, for messages.
  ///
  /// @return such as `<U3 [10]`; empty when there is no such array, or it cannot be read
  public static Optional<String> about(Path file, String name) {
    try (ZipArchive zip = open(file)) {
      for (ZipArchive.Entry entry : entries(zip)) {
        if (name(entry).equals(name)) {
          try (var in = new DataInputStream(new BufferedInputStream(zip.open(entry)))) {
            return Optional.of(Npy.about(name, in));
          }
        }
      }
    } catch (IOException | EverymodeException _) {
      // Only the name is known.
    }
    return Optional.empty();
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

  private static ZipArchive open(Path file) {
    return ZipArchive.open(file, ".npz file", "save it again");
  }

  private static List<ZipArchive.Entry> entries(ZipArchive zip) {
    return zip.entries().stream().filter(entry -> entry.name().endsWith(".npy")).toList();
  }

  private static Npy.Array array(Path file, ZipArchive zip, ZipArchive.Entry entry)
      throws IOException {
    String where = file + ": array '" + name(entry) + "'";
    try (var in = new DataInputStream(new BufferedInputStream(zip.open(entry)))) {
      return Npy.read(where, in, entry.size());
    } catch (ZipException e) {
      throw new EverymodeException(
          where + ": cannot be unpacked: " + e.getMessage() + "; save it with numpy.savez", e);
    }
  }

  private static String name(ZipArchive.Entry entry) {
    return entry.name().substring(0, entry.name().length() - 4);
  }

  private static EverymodeException unreadable(Path file, IOException e) {
    String reason = e.getMessage() == null ? "it is cut off" : e.getMessage();
    return new EverymodeException(file + ": cannot be read: " + reason + "; save it again", e);
  }
}
