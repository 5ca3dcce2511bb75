package everymode.mixture;

import java.util.List;
import java.util.stream.IntStream;

/// Which columns of a table share a density.
public final class Blocks {

  private final List<String> names;
  private final int[] of; // block of each column
  private final int[][] columns; // of each block

  private Blocks(List<String> names, int[] of) {
    this.names = names;
    this.of = of;
    columns =
        IntStream.range(0, names.size())
            .mapToObj(b -> IntStream.range(0, of.length).filter(k -> of[k] == b).toArray())
            .toArray(int[][]::new);
  }

  /// Columns with the same name form a block; blocks are numbered in the order in which their names
  /// first appear.
  ///
  /// @param names the block of each column, at least one
  public static Blocks of(List<String> names) {
    List<String> distinct = names.stream().distinct().toList();
    return new Blocks(distinct, names.stream().mapToInt(distinct::indexOf).toArray());
  }

  /// Each column is a block of its own.
  ///
  /// @param names of the columns
  public static Blocks single(List<String> names) {
    return new Blocks(List.copyOf(names), IntStream.range(0, names.size()).toArray());
  }

  /// The number of blocks.
  public int count() {
    return names.size();
  }

  /// The number of columns.
  public int columns() {
    return of.length;
  }

  /// The names of the blocks.
  public List<String> names() {
    return names;
  }

  /// The block of a column.
  int of(int column) {
    return of[column];
  }

  /// The columns of a block.
  ///
  /// @return in rising order
  public int[] columns(int block) {
    return columns[block].clone();
  }

  /// The number of columns of a block.
  int size(int block) {
    return columns[block].length;
  }
}
