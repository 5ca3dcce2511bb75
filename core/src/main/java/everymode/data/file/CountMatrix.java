package everymode.data.file;

import everymode.error.EverymodeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/// Counts that are mostly 0: of each row, the columns and values of the others.
///
/// @param rows names of the rows, each once
/// @param columns names of the columns, each once
/// @param column columns of the values of each row
/// @param value values above 0 of each row
@SuppressWarnings("ArrayRecordComponent") // intermediate values, converted to a tensor
record CountMatrix(List<String> rows, List<String> columns, int[][] column, float[][] value) {

  /// Checks that names differ.
  ///
  /// @param file for error messages
  CountMatrix named(String file) {
    once(file, "row", rows);
    once(file, "column", columns);
    return this;
  }

  private static void once(String file, String what, List<String> names) {
    Map<String, Integer> seen = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      Integer before = seen.put(names.get(i), i + 1);
      if (before != null) {
        throw new EverymodeException(
            String.format(
                Locale.ROOT,
                "%s: the name '%s' occurs twice, as %s %,d and %,d; add the counts of both or rename one",
                file,
                ColumnScan.brief(names.get(i)),
                what,
                before,
                i + 1));
      }
    }
  }

  double[] rowTotals() {
    double[] totals = new double[rows.size()];
    for (int i = 0; i < totals.length; i++) {
      for (float v : value[i]) {
        totals[i] += v;
      }
    }
    return totals;
  }

  double[] columnTotals() {
    double[] totals = new double[columns.size()];
    for (int i = 0; i < value.length; i++) {
      for (int k = 0; k < value[i].length; k++) {
        totals[column[i][k]] += value[i][k];
      }
    }
    return totals;
  }

  /// Rows that are kept.
  CountMatrix keep(int[] chosen) {
    return new CountMatrix(
        Arrays.stream(chosen).mapToObj(rows::get).toList(),
        columns,
        Arrays.stream(chosen).mapToObj(i -> column[i]).toArray(int[][]::new),
        Arrays.stream(chosen).mapToObj(i -> value[i]).toArray(float[][]::new));
  }

  CountMatrix transposed() {
    int[] size = new int[columns.size()];
    for (int[] own : column) {
      for (int k : own) {
        size[k]++;
      }
    }
    int[][] to = Arrays.stream(size).mapToObj(int[]::new).toArray(int[][]::new);
    float[][] values = Arrays.stream(size).mapToObj(float[]::new).toArray(float[][]::new);
    int[] at = new int[size.length];
    for (int i = 0; i < column.length; i++) {
      for (int k = 0; k < column[i].length; k++) {
        int c = column[i][k];
        to[c][at[c]] = i;
        values[c][at[c]++] = value[i][k];
      }
    }
    return new CountMatrix(columns, rows, to, values);
  }

  /// Some columns of all rows.
  ///
  /// @return `[rows, chosen]`, row by row
  float[] dense(int[] chosen) {
    int[] place = new int[columns.size()];
    Arrays.fill(place, -1);
    IntStream.range(0, chosen.length).forEach(c -> place[chosen[c]] = c);
    float[] dense = new float[Math.multiplyExact(rows.size(), chosen.length)];
    for (int i = 0; i < value.length; i++) {
      for (int k = 0; k < value[i].length; k++) {
        int c = place[column[i][k]];
        if (c >= 0) {
          dense[i * chosen.length + c] = value[i][k];
        }
      }
    }
    return dense;
  }

  /// Collects a matrix row by row.
  static final class Builder {

    private final List<String> names = new ArrayList<>();
    private final List<int[]> column = new ArrayList<>();
    private final List<float[]> value = new ArrayList<>();

    /// Adds a row.
    ///
    /// @param all one value per column
    void add(String name, float[] all) {
      int[] own = IntStream.range(0, all.length).filter(k -> all[k] != 0).toArray();
      float[] values = new float[own.length];
      for (int k = 0; k < own.length; k++) {
        values[k] = all[own[k]];
      }
      names.add(name);
      column.add(own);
      value.add(values);
    }

    int rows() {
      return names.size();
    }

    CountMatrix matrix(List<String> columns) {
      return new CountMatrix(
          List.copyOf(names), columns, column.toArray(int[][]::new), value.toArray(float[][]::new));
    }
  }
}
