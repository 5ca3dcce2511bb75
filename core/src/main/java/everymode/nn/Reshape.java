package everymode.nn;

import java.util.List;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;

/// Changes the shape of each sample.
///
/// @param shape the shape of one sample
public record Reshape(List<Long> shape) implements StatelessLayer {

  /// Reshapes each sample.
  ///
  /// @param shape such as 1, 8, 8
  public static Reshape to(long... shape) {
    return new Reshape(LongStream.of(shape).boxed().toList());
  }

  @Override
  public Tensor apply(Tensor x, ForwardContext pass) {
    LongStream sample = shape.stream().mapToLong(Long::longValue);
    return x.reshape(LongStream.concat(LongStream.of(x.size(0)), sample).toArray());
  }
}
