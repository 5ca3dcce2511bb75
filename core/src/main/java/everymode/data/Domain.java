package everymode.data;

import everymode.error.UsageException;
import everymode.level.Level;
import everymode.level.LevelRules;
import everymode.level.TileSet;
import everymode.sample.OutputRange;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
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
      case Points _, Grid _ -> 0;
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
      case Grid _ -> "levels";
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
      case Grid grid ->
          String.format(
              Locale.ROOT,
              "levels %s%d×%d of %d tiles",
              grid.mixed ? "up to " : "",
              grid.height,
              grid.width,
              grid.tiles.size());
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

  /// The grid of tiles, where a row is one.
  ///
  /// @return empty for rows that are no levels
  default Optional<Grid> grid() {
    return Optional.empty();
  }

  /// Whether a row is a list of numbers.
  ///
  /// @return true for points and tables
  default boolean numeric() {
    return switch (this) {
      case Points _, Table _ -> true;
      case Images _, Grid _ -> false;
    };
  }

  /// The values that model units may have.
  default OutputRange range() {
    return switch (this) {
      case Points _, Table _ -> OutputRange.LINEAR;
      case Images _ -> OutputRange.TANH;
      case Grid _ -> OutputRange.SOFTMAX;
    };
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

  /// Levels of tiles, stored as the numbers of tiles: data and model units are the probabilities of
  /// the tiles in each cell, of real levels 1 for one tile and 0 for the others. Smaller levels
  /// stand in the upper left corner; a cell outside them has 0 for all tiles and is no part of the
  /// level that is read back.
  ///
  /// @param tiles in the order of the channels
  /// @param height rows of the largest level
  /// @param width tiles of a row of the largest level
  /// @param mixed whether some levels are smaller
  /// @param rules that a playable level keeps; no rules where none are known
  record Grid(TileSet tiles, int height, int width, boolean mixed, LevelRules rules)
      implements Domain {

    /// What stands for a cell outside of a level.
    public static final int OUTSIDE = 255;

    /// Checks the number of tiles.
    public Grid {
      if (tiles.size() > OUTSIDE) {
        throw new IllegalArgumentException("there must be at most 255 tiles");
      }
    }

    @Override
    public Optional<Grid> grid() {
      return Optional.of(this);
    }

    /// The number of cells of the largest level.
    public int cells() {
      return height * width;
    }

    @Override
    public long[] shape() {
      return new long[] {tiles.size(), height, width};
    }

    @Override
    public Tensor encode(Tensor data) {
      return units(data);
    }

    /// The tile with the largest probability gets all of it.
    @Override
    public Tensor decode(Tensor model) {
      return units(stored(model));
    }

    @Override
    public Tensor units(Tensor data) {
      return data.is_floating_point() ? Ops.toFloat(data) : Ops.oneHot(data, tiles.size());
    }

    @Override
    public Tensor stored(Tensor units) {
      Tensor tile = Ops.argmax(units); // [n, h, w]
      Tensor outside = units.sum(1).eq(new Scalar(0)); // [n, h, w]
      return tile.masked_fill(outside, new Scalar(OUTSIDE)).to(ScalarType.Byte);
    }

    /// The squared distance of two levels is the number of cells in which their tiles differ.
    @Override
    public Tensor space(Tensor units) {
      return Ops.times(units, Math.sqrt(0.5));
    }

    /// Levels as they are stored.
    ///
    /// @param levels of tiles of this set, none larger than the grid
    /// @return `[n, height, width]`, row by row
    public byte[] bytes(List<Level> levels) {
      byte[] all = new byte[levels.size() * cells()];
      Arrays.fill(all, (byte) OUTSIDE);
      for (int i = 0; i < levels.size(); i++) {
        Level level = levels.get(i);
        for (int y = 0; y < level.height(); y++) {
          for (int x = 0; x < level.width(); x++) {
            all[(i * height + y) * width + x] = (byte) tiles.index(level.at(y, x));
          }
        }
      }
      return all;
    }

    /// The levels of rows.
    ///
    /// @param units float32 `[n, tiles, height, width]` in data units
    public List<Level> levels(Tensor units) {
      byte[] all = new byte[Math.toIntExact(units.size(0) * cells())];
      try (var _ = new Scope()) {
        Ops.bytes(stored(units).contiguous()).get(all);
      }
      return levels(all);
    }

    /// Rows of another set as rows of this one, with the same letters.
    ///
    /// @param stored `[n, h, w]` of the other set
    /// @param name of the other set, for the message
    /// @return `[n, height, width]`, row by row
    /// @throws UsageException when it has a tile that is none here, or a level does not fit
    public byte[] recoded(Grid other, Tensor stored, String name) {
      byte[] own = new byte[Math.toIntExact(stored.numel())];
      try (var _ = new Scope()) {
        Ops.bytes(stored.contiguous()).get(own);
      }
      List<Level> levels = other.levels(own);
      for (Level level : levels) {
        boolean fits =
            mixed
                ? level.height() <= height && level.width() <= width
                : level.height() == height && level.width() == width;
        boolean known = level.tiles().chars().allMatch(c -> tiles.index((char) c) >= 0);
        if (!fits || !known) {
          throw new UsageException(
              String.format(
                  Locale.ROOT,
                  "'%s' has %s with tiles '%s', but needed are %s with tiles '%s'; choose such levels",
                  name,
                  other.describe(),
                  other.tiles.letters(),
                  describe(),
                  tiles.letters()));
        }
      }
      return bytes(levels);
    }

    /// The levels of stored rows.
    ///
    /// @param all `[n, height, width]`, row by row
    public List<Level> levels(byte[] all) {
      List<Level> levels = new ArrayList<>();
      for (int from = 0; from < all.length; from += cells()) {
        levels.add(level(all, from));
      }
      return levels;
    }

    private Level level(byte[] all, int from) {
      int rows = 0;
      while (rows < height && all[from + rows * width] != (byte) OUTSIDE) {
        rows++;
      }
      int columns = 0;
      while (columns < width && all[from + columns] != (byte) OUTSIDE) {
        columns++;
      }
      StringBuilder text = new StringBuilder();
      for (int y = 0; y < rows; y++) {
        for (int x = 0; x < columns; x++) {
          text.append(tiles.letter(all[from + y * width + x] & 0xff));
        }
      }
      return new Level(text.toString(), rows, columns);
    }
  }
}
