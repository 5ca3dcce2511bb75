package everymode.data;

import everymode.tensor.Ops;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/// The type of one sample and its encoding for networks.
///
/// *Data units* are used by users and metrics, *model units* by networks.
public sealed interface Domain {

  /// The shape of one sample in model units.
  ///
  /// @return such as `[2]` or `[1, 8, 8]`
  long[] shape();

  /// From data units to model units.
  ///
  /// @param data `[n, ...]` as stored
  /// @return float32 `[n, ...]`
  Tensor encode(Tensor data);

  /// From model units to data units.
  ///
  /// @param model `[n, ...]` as generated
  /// @return float32 `[n, ...]`
  Tensor decode(Tensor model);

  /// From storage to float32 data units.
  ///
  /// @param data `[n, ...]` as stored
  /// @return float32 `[n, ...]`
  default Tensor units(Tensor data) {
    return Ops.toFloat(data);
  }

  /// From data units to storage: images are rounded to bytes.
  ///
  /// @param units float32 `[n, ...]` in data units
  /// @return `[n, ...]` as stored
  default Tensor stored(Tensor units) {
    return Ops.toFloat(units);
  }

  /// From data units to the units in which distances are measured.
  ///
  /// @param units float32 `[n, ...]` in data units
  /// @return float32 `[n, ...]`; the same tensor where these are the data units
  default Tensor space(Tensor units) {
    return units;
  }

  /// The logarithm of the factor by which [#encode] stretches volumes: what the logarithm of a
  /// density in model units is raised by in data units.
  default double logScale() {
    return switch (this) {
      case Points _ -> 0;
      case Images _ -> Math.log(2) * Arrays.stream(shape()).reduce(1, (a, b) -> a * b);
      case Table(var columns, _) ->
          -columns.stream().mapToDouble(column -> Math.log(column.deviation())).sum();
    };
  }

  /// The word for several rows.
  ///
  /// @return such as `images`
  default String noun() {
    return switch (this) {
      case Points _ -> "points";
      case Table _ -> "rows";
      case Images _ -> "images";
    };
  }

  /// What a row is, for several rows.
  ///
  /// @return such as `points in 2 dimensions` or `colour images 32×32`
  default String describe() {
    return switch (this) {
      case Points(int dim) -> "points in " + dim + " dimensions";
      case Table(var columns, _) -> "rows of " + columns.size() + " numbers";
      case Images(int c, int h, int w) -> (c == 1 ? "" : "colour ") + "images " + h + "×" + w;
    };
  }

  /// The format of the image, where a row is one.
  ///
  /// @return empty for rows that are no images
  default Optional<Images> image() {
    return Optional.empty();
  }

  /// Names and scaling of the numbers of a row, where they have some.
  ///
  /// @return empty for rows that are used as they are
  default List<Table.Column> columns() {
    return List.of();
  }

  /// Whether model units are bounded by −1 and 1.
  ///
  /// @return true for images
  default boolean bounded() {
    return image().isPresent();
  }

  /// Points in the plane or in space, without scaling.
  ///
  /// @param dim number of coordinates
  record Points(int dim) implements Domain {
    @Override
    public long[] shape() {
      return new long[] {dim};
    }

    @Override
    public Tensor encode(Tensor data) {
      return units(data);
    }

    @Override
    public Tensor decode(Tensor model) {
      return model;
    }
  }

  /// Rows of a numeric table: data units are the values in the file; in model units and for
  /// distances each column is standardised to mean 0 and standard deviation 1 over the training
  /// rows, `(x − mean) / deviation`. A column that is constant over the training rows is constant
  /// in generated rows.
  ///
  /// Two tables are equal if their columns are; the label column is no part of a row.
  ///
  /// @param columns in the order of the file
  /// @param label where the file has its classes; null without classes
  record Table(List<Column> columns, @Nullable LabelColumn label) implements Domain {

    /// One column.
    ///
    /// @param name as in the file's header
    /// @param mean over the training rows
    /// @param deviation standard deviation over the training rows, or 1 for a constant column
    /// @param constant whether all training rows have the value `mean`, so that nothing else is
    ///   decoded
    public record Column(String name, double mean, double deviation, boolean constant) {

      /// A column whose values differ.
      public Column(String name, double mean, double deviation) {
        this(name, mean, deviation, false);
      }

      private double decodedDeviation() {
        return constant ? 0 : deviation;
      }
    }

    /// The column with the classes.
    ///
    /// @param name as in the file's header
    /// @param before how many of the other columns stand before it
    public record LabelColumn(String name, int before) {}

    /// Copies the list.
    public Table {
      columns = List.copyOf(columns);
    }

    /// A table without classes.
    public Table(List<Column> columns) {
      this(columns, null);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Table table && columns.equals(table.columns);
    }

    @Override
    public int hashCode() {
      return columns.hashCode();
    }

    @Override
    public long[] shape() {
      return new long[] {columns.size()};
    }

    @Override
    public Tensor encode(Tensor data) {
      return units(data).sub(row(Column::mean)).div(row(Column::deviation));
    }

    @Override
    public Tensor decode(Tensor model) {
      return model.mul(row(Column::decodedDeviation)).add(row(Column::mean));
    }

    @Override
    public Tensor space(Tensor units) {
      return encode(units);
    }

    private Tensor row(ToDoubleFunction<Column> value) {
      double[] values = columns.stream().mapToDouble(value).toArray();
      return Ops.toFloat(Ops.of(values, 1, values.length));
    }
  }

  /// Images: data units are intensities in [0, 1] (bytes are divided by 255), model units [−1, 1].
  ///
  /// @param channels 1 for grey, 3 for colour
  record Images(int channels, int height, int width) implements Domain {
    @Override
    public Optional<Images> image() {
      return Optional.of(this);
    }

    @Override
    public long[] shape() {
      return new long[] {channels, height, width};
    }

    @Override
    public Tensor encode(Tensor data) {
      return Ops.plus(Ops.times(units(data), 2), -1);
    }

    @Override
    public Tensor decode(Tensor model) {
      return Ops.times(Ops.plus(model, 1), 0.5);
    }

    @Override
    public Tensor units(Tensor data) {
      return data.is_floating_point() ? Ops.toFloat(data) : Ops.times(Ops.toFloat(data), 1.0 / 255);
    }

    @Override
    public Tensor stored(Tensor units) {
      return Ops.times(units, 255)
          .round()
          .clamp_min(new Scalar(0))
          .clamp_max(new Scalar(255))
          .to(ScalarType.Byte);
    }
  }
}
