package everymode.data.file;

import everymode.data.Rows;
import everymode.data.StoredRows;
import everymode.error.Interruption;
import everymode.tensor.Ops;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Images that are decoded on access.
///
/// @param pictures one per row
/// @param frame the common size and channels
/// @param label int64 `[n]`, owned, or null when there are no classes
record ImageFileRows(List<ImageFile> pictures, ImageFile.TargetSize frame, @Nullable Tensor label)
    implements Rows {

  private static final int THREADS = 4;
  private static final int FEW = 8;

  /// Decodes all images now, unless they are out of core.
  static Rows of(
      List<ImageFile> pictures,
      ImageFile.TargetSize frame,
      long @Nullable [] label,
      boolean outOfCore) {
    if (outOfCore) {
      return new ImageFileRows(pictures, frame, StoredRows.labels(label));
    }
    byte[] pixels = decode(pictures, frame);
    return Rows.of(pixels, label, pictures.size(), frame.channels(), frame.height(), frame.width());
  }

  ImageFileRows {
    pictures = List.copyOf(pictures);
  }

  @Override
  public int size() {
    return pictures.size();
  }

  @Override
  public Tensor x(Tensor rows) {
    return x(Ops.longs(rows));
  }

  @Override
  public Tensor x(long[] rows) {
    List<ImageFile> some = new ArrayList<>();
    for (long row : rows) {
      some.add(pictures.get(Math.toIntExact(row)));
    }
    return Ops.ofBytes(
        decode(some, frame), rows.length, frame.channels(), frame.height(), frame.width());
  }

  @Override
  public boolean outOfCore() {
    return true;
  }

  /// The pixels of all images, concatenated.
  private static byte[] decode(List<ImageFile> pictures, ImageFile.TargetSize frame) {
    byte[] all = new byte[Math.multiplyExact(pictures.size(), frame.size())];
    each(
        pictures.size(),
        row -> {
          byte[] own = pictures.get(row).pixels(frame);
          System.arraycopy(own, 0, all, row * frame.size(), own.length);
        });
    return all;
  }

  /// Calls `work` for each index on a few threads, which end before this returns. Of several
  /// failures that of the lowest index is reported, independent of scheduling.
  static void each(int count, java.util.function.IntConsumer work) {
    if (count <= FEW) {
      IntStream.range(0, count).forEach(work);
      return;
    }
    int threads = Math.min(THREADS, Runtime.getRuntime().availableProcessors());
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Future<?>> parts = new ArrayList<>();
      int step = Math.max(1, Math.min(256, count / threads));
      for (int from = 0; from < count; from += step) {
        int first = from;
        int end = Math.min(count, from + step);
        parts.add(pool.submit(() -> IntStream.range(first, end).forEach(work)));
      }
      await(parts, pool);
    }
  }

  private static void await(List<Future<?>> parts, ExecutorService pool) {
    try {
      for (Future<?> part : parts) {
        Interruption.await(part, "reading images"); // then closing the pool stops it
      }
    } catch (ExecutionException e) {
      pool.shutdownNow();
      if (e.getCause() instanceof RuntimeException reason) {
        throw reason;
      }
      if (e.getCause() instanceof Error reason) {
        throw reason;
      }
      throw new IllegalStateException(e);
    }
  }
}
