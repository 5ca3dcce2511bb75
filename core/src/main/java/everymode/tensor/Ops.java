package everymode.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/// The LibTorch calls that need more than a tensor's own methods, with plain Java arguments.
public final class Ops {

  static {
    Backend.load();
  }

  private Ops() {}

  /// A tensor of Java numbers.
  ///
  /// @param values row by row
  /// @param shape the shape; its product is the number of values
  /// @return float32, on the current device
  public static Tensor of(float[] values, long... shape) {
    return Device.current().bring(Tensor.create(values, shape));
  }

  /// A tensor of Java numbers in double precision.
  ///
  /// @param values row by row
  /// @param shape the shape
  /// @return float64, on the current device
  public static Tensor of(double[] values, long... shape) {
    return Device.current().bring(Tensor.create(values, shape));
  }

  /// Whole numbers, such as rows or labels.
  ///
  /// @param values the numbers
  /// @return int64 `[n]`, on the current device
  public static Tensor of(long... values) {
    return Device.current().bring(Tensor.create(values, values.length));
  }

  /// One whole number.
  ///
  /// @param value the number
  /// @return int64 `[]`
  public static Tensor scalar(long value) {
    return Tensor.create(new long[] {value}, 1).view(new long[0]);
  }

  /// Zeros.
  ///
  /// @param shape the shape
  /// @return float32, on the current device
  public static Tensor zeros(long... shape) {
    return Device.current().bring(torch.zeros(shape));
  }

  /// One value everywhere.
  ///
  /// @param value the value
  /// @param shape the shape
  /// @return float32, on the current device
  public static Tensor full(double value, long... shape) {
    return Device.current().bring(torch.full(shape, new Scalar(value)));
  }

  /// One whole number again and again.
  ///
  /// @param value the number
  /// @param n how often
  /// @return int64 `[n]`, on the current device
  public static Tensor repeated(long value, int n) {
    return of(LongStream.generate(() -> value).limit(n).toArray());
  }

  /// The whole numbers from 0 to n − 1.
  ///
  /// @param n how many
  /// @return int64 `[n]`, on the current device
  public static Tensor range(long n) {
    return of(LongStream.range(0, n).toArray());
  }

  /// The values as Java numbers, row by row.
  ///
  /// @param t any shape and type
  /// @return one value an element
  public static float[] floats(Tensor t) {
    float[] values = new float[Math.toIntExact(t.numel())];
    try (var _ = new Scope()) {
      bytes(Device.CPU.bring(t).to(ScalarType.Float)).asFloatBuffer().get(values);
    }
    return values;
  }

  /// The values as Java numbers in double precision, row by row.
  ///
  /// @param t any shape and type
  /// @return one value an element
  public static double[] doubles(Tensor t) {
    double[] values = new double[Math.toIntExact(t.numel())];
    try (var _ = new Scope()) {
      bytes(Device.CPU.bring(t).to(ScalarType.Double)).asDoubleBuffer().get(values);
    }
    return values;
  }

  /// The values as Java whole numbers, row by row.
  ///
  /// @param t any shape and type
  /// @return one value an element
  public static long[] longs(Tensor t) {
    long[] values = new long[Math.toIntExact(t.numel())];
    try (var _ = new Scope()) {
      bytes(Device.CPU.bring(t).to(ScalarType.Long)).asLongBuffer().get(values);
    }
    return values;
  }

  /// The bytes of a tensor on the processor, little endian, row by row.
  ///
  /// The buffer is the tensor's own memory when that is contiguous: it must not be used after the
  /// tensor's scope has closed.
  ///
  /// @param t at most 2 GiB, on the processor
  /// @return a buffer of all bytes
  public static ByteBuffer bytes(Tensor t) {
    Tensor dense = t.is_contiguous() ? t : t.contiguous();
    long size = dense.numel() * dense.element_size();
    if (size == 0) {
      return ByteBuffer.allocate(0);
    }
    return new BytePointer(dense.data_ptr())
        .limit(size)
        .asByteBuffer()
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  /// A tensor of raw bytes, such as pixels.
  ///
  /// @param values row by row
  /// @param shape the shape
  /// @return uint8, on the processor
  public static Tensor ofBytes(byte[] values, long... shape) {
    return values.length == 0
        ? torch.zeros(shape).to(ScalarType.Byte)
        : Tensor.create(values, false, shape);
  }

  /// As float32.
  ///
  /// @param t any type
  /// @return the same tensor when it is float32 already
  public static Tensor toFloat(Tensor t) {
    return t.to(ScalarType.Float);
  }

  /// As float64.
  ///
  /// @param t any type
  /// @return the same tensor when it is float64 already
  public static Tensor toDouble(Tensor t) {
    return t.to(ScalarType.Double);
  }

  /// An empty tensor of the same shape, type and layout.
  ///
  /// @param t the pattern
  /// @return zeros
  public static Tensor zerosLike(Tensor t) {
    return torch.zeros_like(t);
  }

  /// Tensors one behind the other along the first axis.
  ///
  /// @param parts equal but for the first axis
  /// @return `[sum of n, ...]`
  public static Tensor cat(Tensor... parts) {
    return torch.cat(new TensorVector(parts));
  }

  /// Tensors one behind the other along the first axis.
  ///
  /// @param parts equal but for the first axis
  /// @return `[sum of n, ...]`
  public static Tensor cat(List<Tensor> parts) {
    return torch.cat(vector(parts));
  }

  /// Tensors side by side along the second axis, such as numbers of points or channels of images.
  ///
  /// @param a `[n, c, ...]`
  /// @param b `[n, d, ...]`
  /// @return `[n, c + d, ...]`
  public static Tensor concatChannels(Tensor a, Tensor b) {
    return torch.cat(new TensorVector(a, b), 1);
  }

  /// A list of tensors as LibTorch wants it.
  ///
  /// @param tensors any number
  /// @return a native vector that shares the tensors
  public static TensorVector vector(List<Tensor> tensors) {
    return new TensorVector(tensors.toArray(Tensor[]::new));
  }

  /// Chosen rows.
  ///
  /// @param t `[n, ...]`
  /// @param rows int64 `[m]`
  /// @return `[m, ...]`
  public static Tensor rows(Tensor t, Tensor rows) {
    return t.index_select(0, rows);
  }

  /// Neighbouring rows, without a copy.
  ///
  /// @param t `[n, ...]`
  /// @param from the first row
  /// @param count how many
  /// @return `[count, ...]`
  public static Tensor rows(Tensor t, long from, long count) {
    return t.narrow(0, from, count);
  }

  /// Each sample as one vector.
  ///
  /// @param t `[n, ...]`
  /// @return `[n, d]`
  public static Tensor flat(Tensor t) {
    return t.reshape(t.size(0), -1);
  }

  /// `t · factor`.
  ///
  /// @param t any shape
  /// @param factor a number
  /// @return shape of `t`
  public static Tensor times(Tensor t, double factor) {
    return t.mul(new Scalar(factor));
  }

  /// `t + term`.
  ///
  /// @param t any shape
  /// @param term a number
  /// @return shape of `t`
  public static Tensor plus(Tensor t, double term) {
    return t.add(new Scalar(term));
  }

  /// The affine map `x Wᵀ + b`.
  ///
  /// @param x `[n, in]`
  /// @param weight `[out, in]`
  /// @param bias `[out]`, or null for none
  /// @return `[n, out]`
  public static Tensor linear(Tensor x, Tensor weight, @Nullable Tensor bias) {
    return torch.linear(x, weight, optional(bias));
  }

  /// Two-dimensional convolution (cross-correlation) with square kernels.
  ///
  /// @param x `[n, in, h, w]`
  /// @param weight `[out, in, k, k]`
  /// @param bias `[out]`, or null for none
  /// @param stride step of the kernel
  /// @param padding zeros on each side
  /// @return `[n, out, (h + 2·padding − k) / stride + 1, …]`
  public static Tensor conv(
      Tensor x, Tensor weight, @Nullable Tensor bias, long stride, long padding) {
    return torch.conv2d(x, weight, optional(bias), pair(stride), pair(padding), pair(1), 1);
  }

  /// Transposed two-dimensional convolution with square kernels.
  ///
  /// @param x `[n, in, h, w]`
  /// @param weight `[in, out, k, k]`
  /// @param bias `[out]`, or null for none
  /// @param stride step of the kernel in the output
  /// @param padding rows and columns taken off each side of the output
  /// @return `[n, out, (h − 1)·stride − 2·padding + k, …]`
  public static Tensor convTranspose(
      Tensor x, Tensor weight, @Nullable Tensor bias, long stride, long padding) {
    return torch.conv_transpose2d(
        x, weight, optional(bias), pair(stride), pair(padding), pair(0), 1, pair(1));
  }

  /// The same numbers with the channels innermost in memory.
  ///
  /// @param t `[n, c, h, w]`
  /// @return shape of `t`; the same tensor when it lies so already
  public static Tensor channelsLast(Tensor t) {
    return t.contiguous(MemoryFormat.ChannelsLast);
  }

  /// Batch normalisation per channel; in training `mean` and `variance` are moved in place.
  ///
  /// @param x `[n, c]` or `[n, c, h, w]`
  /// @param weight `[c]`
  /// @param bias `[c]`
  /// @param mean running mean `[c]`
  /// @param variance running variance `[c]`
  /// @param training whether the batch's own moments are used
  /// @param momentum share of the batch in the running moments
  /// @param eps added to the variance
  /// @return shape of `x`
  public static Tensor batchNorm(
      Tensor x,
      Tensor weight,
      Tensor bias,
      Tensor mean,
      Tensor variance,
      boolean training,
      double momentum,
      double eps) {
    return torch.batch_norm(
        x,
        optional(weight),
        optional(bias),
        optional(mean),
        optional(variance),
        training,
        momentum,
        eps,
        false);
  }

  /// `max(x, slope · x)` for slopes below 1.
  ///
  /// @param x any shape
  /// @param slope factor of negative values
  /// @return shape of `x`
  public static Tensor leakyRelu(Tensor x, double slope) {
    return torch.leaky_relu(x, new Scalar(slope));
  }

  /// `ln(1 + exp x)`, stable for large values.
  ///
  /// @param x any shape
  /// @return shape of `x`
  public static Tensor softplus(Tensor x) {
    return torch.softplus(x);
  }

  /// Probabilities from log-odds: `exp x_c / Σ exp x`, over the last axis.
  ///
  /// @param x `[n, k]`
  /// @return `[n, k]`, each row summing to 1
  public static Tensor softmax(Tensor x) {
    return x.softmax(-1);
  }

  /// Means over squares of 2×2 pixels; an odd row or column at the end is left out.
  ///
  /// @param x `[n, c, h, w]`
  /// @return `[n, c, h / 2, w / 2]`
  public static Tensor avgPool2(Tensor x) {
    return torch.avg_pool2d(x, 2, 2);
  }

  /// The greatest value of each square of pixels.
  ///
  /// @param x `[n, c, h, w]`
  /// @param side of a square
  /// @return `[n, c, h / side, w / side]`
  public static Tensor maxPool(Tensor x, long side) {
    return torch.max_pool2d(x, side, side);
  }

  /// Images made larger or smaller, straight between the middles of neighbouring pixels.
  ///
  /// @param x `[n, c, h, w]` of floating point
  /// @param height rows wanted
  /// @param width columns wanted
  /// @return `[n, c, height, width]`
  public static Tensor resized(Tensor x, long height, long width) {
    return torch.upsample_bilinear2d(x, new long[] {height, width}, false);
  }

  /// Images moved by some pixels; what comes in is one value.
  ///
  /// @param x `[n, c, h, w]`
  /// @param down rows, negative for up
  /// @param right columns, negative for left
  /// @param value what comes in
  /// @return shape of `x`
  public static Tensor shifted(Tensor x, long down, long right, double value) {
    return torch.constant_pad_nd(x, new long[] {right, -right, down, -down}, new Scalar(value));
  }

  /// Every second row and column.
  ///
  /// @param x `[n, c, h, w]`
  /// @return `[n, c, ⌈h / 2⌉, ⌈w / 2⌉]`
  public static Tensor downsample2(Tensor x) {
    LongOptional all = new LongOptional();
    return x.slice(2, all, all, 2).slice(3, all, all, 2);
  }

  /// Images with channels of zeros before and after their own.
  ///
  /// @param x `[n, c, h, w]`
  /// @param more channels on each side
  /// @return `[n, c + 2·more, h, w]`
  public static Tensor padChannels(Tensor x, long more) {
    return torch.constant_pad_nd(x, new long[] {0, 0, 0, 0, more, more});
  }

  /// The mean of `−ln p(label)` over rows, with p the softmax of the log-odds.
  ///
  /// @param logits `[n, k]`
  /// @param label int64 `[n]`
  /// @return shape []
  public static Tensor crossEntropy(Tensor logits, Tensor label) {
    return torch.cross_entropy_loss(logits, label);
  }

  /// The column of the greatest value of each row.
  ///
  /// @param x `[n, k]`
  /// @return int64 `[n]`
  public static Tensor argmax(Tensor x) {
    return x.argmax(new LongOptional(1), false);
  }

  /// All distances between points, by differences and not by products: equal points have distance
  /// exactly 0.
  ///
  /// @param x `[n, d]` of floating point
  /// @param y `[m, d]` of the same type
  /// @param p 1 for sums of sizes, 2 for Euclid's distance
  /// @return `[n, m]`
  public static Tensor distances(Tensor x, Tensor y, double p) {
    return torch.cdist(x, y, p, new LongOptional(2));
  }

  /// Whether all values are finite.
  ///
  /// @param t any shape
  /// @return false when one is infinite or not a number
  public static boolean finite(Tensor t) {
    try (var _ = new Scope()) {
      return t.isfinite().all().item_bool();
    }
  }

  private static TensorOptional optional(@Nullable Tensor t) {
    return t == null ? new TensorOptional() : new TensorOptional(t);
  }

  private static long[] pair(long value) {
    return new long[] {value, value};
  }
}
