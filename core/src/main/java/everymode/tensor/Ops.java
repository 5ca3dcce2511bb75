package everymode.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
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

/// LibTorch operations that are not methods of a tensor, with plain Java arguments.
public final class Ops {

  static {
    Backend.load();
  }

  private Ops() {}

  /// A tensor of Java floats.
  ///
  /// @param values row by row
  /// @param shape its product is the number of values
  /// @return float32, on the current device
  public static Tensor of(float[] values, long... shape) {
    return Device.current().bring(Tensor.create(values, shape));
  }

  /// A tensor of Java doubles.
  ///
  /// @param values row by row
  /// @return float64, on the current device
  public static Tensor of(double[] values, long... shape) {
    return Device.current().bring(Tensor.create(values, shape));
  }

  /// A vector of integers, such as rows or labels.
  ///
  /// @return int64 `[n]`, on the current device
  public static Tensor of(long... values) {
    return Device.current().bring(Tensor.create(values, values.length));
  }

  /// An integer scalar.
  ///
  /// @return int64 `[]`
  public static Tensor scalar(long value) {
    return Tensor.create(new long[] {value}, 1).view(new long[0]);
  }

  /// Zeros.
  ///
  /// @return float32, on the current device
  public static Tensor zeros(long... shape) {
    return Device.current().bring(torch.zeros(shape));
  }

  /// A tensor filled with one value.
  ///
  /// @return float32, on the current device
  public static Tensor full(double value, long... shape) {
    return Device.current().bring(torch.full(shape, new Scalar(value)));
  }

  /// A vector that repeats an integer.
  ///
  /// @param n number of repetitions
  /// @return int64 `[n]`, on the current device
  public static Tensor repeated(long value, int n) {
    return of(LongStream.generate(() -> value).limit(n).toArray());
  }

  /// The integers from 0 to n − 1.
  ///
  /// @return int64 `[n]`, on the current device
  public static Tensor range(long n) {
    return of(LongStream.range(0, n).toArray());
  }

  /// The values as Java floats, row by row.
  ///
  /// @param t any shape and type
  /// @return one value per element
  public static float[] floats(Tensor t) {
    float[] values = new float[Math.toIntExact(t.numel())];
    try (var _ = new Scope()) {
      bytes(Device.CPU.bring(t).to(ScalarType.Float)).asFloatBuffer().get(values);
    }
    return values;
  }

  /// The values as Java doubles, row by row.
  ///
  /// @param t any shape and type
  /// @return one value per element
  public static double[] doubles(Tensor t) {
    double[] values = new double[Math.toIntExact(t.numel())];
    try (var _ = new Scope()) {
      bytes(Device.CPU.bring(t).to(ScalarType.Double)).asDoubleBuffer().get(values);
    }
    return values;
  }

  /// The values as Java longs, row by row.
  ///
  /// @param t any shape and type
  /// @return one value per element
  public static long[] longs(Tensor t) {
    long[] values = new long[Math.toIntExact(t.numel())];
    try (var _ = new Scope()) {
      bytes(Device.CPU.bring(t).to(ScalarType.Long)).asLongBuffer().get(values);
    }
    return values;
  }

  /// The bytes of a tensor on the processor, little endian, row by row.
  ///
  /// The buffer is the tensor's own memory if that is contiguous: do not use it after the tensor's
  /// scope has closed.
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

  /// Zeros of the same shape, type and layout.
  public static Tensor zerosLike(Tensor t) {
    return torch.zeros_like(t);
  }

  /// Concatenates tensors along the first axis.
  ///
  /// @param parts equal in all axes but the first
  /// @return `[sum of n, ...]`
  public static Tensor cat(Tensor... parts) {
    return torch.cat(new TensorVector(parts));
  }

  /// Concatenates tensors along the first axis.
  ///
  /// @param parts equal in all axes but the first
  /// @return `[sum of n, ...]`
  public static Tensor cat(List<Tensor> parts) {
    return torch.cat(vector(parts));
  }

  /// Concatenates tensors along the second axis, such as coordinates of points or channels of
  /// images.
  ///
  /// @param a `[n, c, ...]`
  /// @param b `[n, d, ...]`
  /// @return `[n, c + d, ...]`
  public static Tensor concatChannels(Tensor a, Tensor b) {
    return torch.cat(new TensorVector(a, b), 1);
  }

  /// Concatenates tensors along an axis.
  ///
  /// @param parts equal in all other axes
  public static Tensor concat(int axis, Tensor... parts) {
    return torch.cat(new TensorVector(parts), axis);
  }

  /// Converts a list of tensors for LibTorch.
  ///
  /// @return a native vector that shares the tensors
  public static TensorVector vector(List<Tensor> tensors) {
    return new TensorVector(tensors.toArray(Tensor[]::new));
  }

  /// Selects rows.
  ///
  /// @param t `[n, ...]`
  /// @param rows int64 `[m]`
  /// @return `[m, ...]`
  public static Tensor rows(Tensor t, Tensor rows) {
    return t.index_select(0, rows);
  }

  /// A slice of rows, without a copy.
  ///
  /// @param t `[n, ...]`
  /// @return `[count, ...]`
  public static Tensor rows(Tensor t, long from, long count) {
    return t.narrow(0, from, count);
  }

  /// Flattens each sample to a vector.
  ///
  /// @param t `[n, ...]`
  /// @return `[n, d]`
  public static Tensor flat(Tensor t) {
    return t.reshape(t.size(0), -1);
  }

  /// `t · factor`.
  ///
  /// @param t any shape
  /// @return shape of `t`
  public static Tensor times(Tensor t, double factor) {
    return t.mul(new Scalar(factor));
  }

  /// `t + term`.
  ///
  /// @param t any shape
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

  /// Two-dimensional convolution (cross-correlation).
  ///
  /// @param x `[n, in, h, w]`
  /// @param weight `[out, in, kh, kw]`
  /// @param bias `[out]`, or null for none
  /// @param stride stride of the kernel
  /// @param padding zeros on each side
  /// @return `[n, out, (h + 2·padding − kh) / stride + 1, …]`
  public static Tensor conv(
      Tensor x, Tensor weight, @Nullable Tensor bias, long stride, long padding) {
    return multiplied(
        x,
        weight,
        bias,
        (a, w, b) -> torch.conv2d(a, w, b, pair(stride), pair(padding), pair(1), 1));
  }

  /// Transposed two-dimensional convolution with square kernels.
  ///
  /// @param x `[n, in, h, w]`
  /// @param weight `[in, out, k, k]`
  /// @param bias `[out]`, or null for none
  /// @param stride stride in the output
  /// @param padding rows and columns removed from each side of the output
  /// @return `[n, out, (h − 1)·stride − 2·padding + k, …]`
  public static Tensor convTranspose(
      Tensor x, Tensor weight, @Nullable Tensor bias, long stride, long padding) {
    return multiplied(
        x,
        weight,
        bias,
        (a, w, b) ->
            torch.conv_transpose2d(a, w, b, pair(stride), pair(padding), pair(0), 1, pair(1)));
  }

  /// A convolution of tensors.
  @FunctionalInterface
  private interface Convolution {
    Tensor of(Tensor x, Tensor weight, TensorOptional bias);
  }

  /// A convolution in the precision of the current device.
  private static Tensor multiplied(
      Tensor x, Tensor weight, @Nullable Tensor bias, Convolution convolution) {
    if (Device.current().precision() == Precision.FP32) {
      return convolution.of(x, weight, optional(bias));
    }
    ScalarType half = ScalarType.BFloat16;
    return convolution
        .of(x.to(half), weight.to(half), optional(bias == null ? null : bias.to(half)))
        .to(ScalarType.Float);
  }

  /// Converts to channels-last memory format.
  ///
  /// @param t `[n, c, h, w]`
  /// @return shape of `t`; the same tensor when it already has this format
  public static Tensor channelsLast(Tensor t) {
    return t.contiguous(MemoryFormat.ChannelsLast);
  }

  /// Arranges four channels as the four pixels of a square.
  ///
  /// @param x `[n, 4c, h, w]`
  /// @return `[n, c, 2h, 2w]`
  public static Tensor pixelShuffle(Tensor x) {
    return torch.pixel_shuffle(x, 2);
  }

  /// Batch normalisation per channel; in training `mean` and `variance` are updated in place.
  ///
  /// @param x `[n, c]` or `[n, c, h, w]`
  /// @param weight `[c]`
  /// @param bias `[c]`
  /// @param mean running mean `[c]`
  /// @param variance running variance `[c]`
  /// @param training whether the batch moments are used
  /// @param momentum weight of the batch in the running moments
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

  /// Leaky ReLU: `max(x, slope · x)` for slopes below 1.
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

  /// Softmax of logits over the last axis: `exp x_c / Σ exp x`.
  ///
  /// @param x `[n, k]`
  /// @return `[n, k]`, each row summing to 1
  public static Tensor softmax(Tensor x) {
    return x.softmax(-1);
  }

  /// Zeros below and on the right of an image.
  ///
  /// @param x `[n, c, h, w]`
  /// @param below rows that are added
  /// @param right columns that are added
  /// @return `[n, c, h + below, w + right]`
  public static Tensor padded(Tensor x, long below, long right) {
    return below == 0 && right == 0
        ? x
        : torch.constant_pad_nd(x, new long[] {0, right, 0, below}, new Scalar(0));
  }

  /// Softmax of logits over the channels: `exp x_c / Σ exp x`.
  ///
  /// @param x `[n, c, ...]`
  /// @return the same shape, summing to 1 over the channels
  public static Tensor channelSoftmax(Tensor x) {
    return x.softmax(1);
  }

  /// 2×2 average pooling; an odd last row or column is dropped.
  ///
  /// @param x `[n, c, h, w]`
  /// @return `[n, c, h / 2, w / 2]`
  public static Tensor avgPool2(Tensor x) {
    return torch.avg_pool2d(x, 2, 2);
  }

  /// Max pooling over squares that touch.
  ///
  /// @param x `[n, c, h, w]`
  /// @param side side of a square in pixels
  /// @return `[n, c, h / side, w / side]`
  public static Tensor maxPool(Tensor x, long side) {
    return maxPool(x, side, side, 0);
  }

  /// Max pooling over squares.
  ///
  /// @param x `[n, c, h, w]`
  /// @param side side of a square in pixels
  /// @param stride pixels from one square to the next
  /// @param padding pixels added on each side that are never the maximum
  /// @return `[n, c, (h + 2 padding − side) / stride + 1, (w + 2 padding − side) / stride + 1]`
  public static Tensor maxPool(Tensor x, long side, long stride, long padding) {
    return torch.max_pool2d(x, pair(side), pair(stride), pair(padding), new long[] {1, 1}, false);
  }

  /// Resizes images by bilinear interpolation between pixel centres, without antialiasing.
  ///
  /// @param x `[n, c, h, w]` of floating point
  /// @return `[n, c, height, width]`
  public static Tensor resized(Tensor x, long height, long width) {
    return torch.upsample_bilinear2d(x, new long[] {height, width}, false);
  }

  /// Shifts images by whole pixels and fills with one value.
  ///
  /// @param x `[n, c, h, w]`
  /// @param down rows, negative for up
  /// @param right columns, negative for left
  /// @param value the fill value
  /// @return shape of `x`
  public static Tensor shifted(Tensor x, long down, long right, double value) {
    return torch.constant_pad_nd(x, new long[] {right, -right, down, -down}, new Scalar(value));
  }

  /// Keeps every second row and column.
  ///
  /// @param x `[n, c, h, w]`
  /// @return `[n, c, ⌈h / 2⌉, ⌈w / 2⌉]`
  public static Tensor downsample2(Tensor x) {
    LongOptional all = new LongOptional();
    return x.slice(2, all, all, 2).slice(3, all, all, 2);
  }

  /// Pads images with channels of zeros before and after their own.
  ///
  /// @param x `[n, c, h, w]`
  /// @param more channels on each side
  /// @return `[n, c + 2·more, h, w]`
  public static Tensor padChannels(Tensor x, long more) {
    return torch.constant_pad_nd(x, new long[] {0, 0, 0, 0, more, more});
  }

  /// Cross-entropy: the mean of `−ln p(label)` over rows, with p the softmax of the logits.
  ///
  /// @param logits `[n, k]`
  /// @param label int64 `[n]`
  /// @return shape []
  public static Tensor crossEntropy(Tensor logits, Tensor label) {
    return torch.cross_entropy_loss(logits, label);
  }

  /// Classes as channels: 1 in the channel of the class, 0 in all others.
  ///
  /// @param index `[n, ...]` of whole numbers; one that is no class has 0 in all channels
  /// @return float32 `[n, classes, ...]`
  public static Tensor oneHot(Tensor index, long classes) {
    long[] wide = new long[Math.toIntExact(index.dim()) + 1];
    Arrays.fill(wide, 1);
    wide[1] = classes;
    return toFloat(index.unsqueeze(1).eq(range(classes).reshape(wide)));
  }

  /// The column, or channel, of the largest value of each row.
  ///
  /// @param x `[n, k, ...]`
  /// @return int64 `[n, ...]`
  public static Tensor argmax(Tensor x) {
    return x.argmax(new LongOptional(1), false);
  }

  /// Pairwise distances, computed from differences instead of products: equal points have distance
  /// exactly 0.
  ///
  /// @param x `[n, d]` of floating point
  /// @param y `[m, d]` of the same type
  /// @param p 1 for Manhattan, 2 for Euclidean distance
  /// @return `[n, m]`
  public static Tensor distances(Tensor x, Tensor y, double p) {
    return torch.cdist(x, y, p, new LongOptional(2));
  }

  /// Pairwise Euclidean distances, computed from products: faster than [#distances] for long rows,
  /// but equal points may be a small distance apart.
  ///
  /// @param x `[n, d]` of floating point
  /// @param y `[m, d]` of the same type
  /// @return `[n, m]`
  public static Tensor distancesByProducts(Tensor x, Tensor y) {
    return torch.cdist(x, y, 2, new LongOptional(1));
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
