package everymode.transport;

import java.util.Arrays;

/// The exact minimum-cost assignment of n rows to n columns.
///
/// Shortest augmenting paths with dual prices, O(n³): each row in turn finds the cheapest path to a
/// free column. Own implementation, because optimal transport is a core subject here and general
/// graph libraries are an order of magnitude slower on dense costs.
///
/// *Source:* Jonker and Volgenant, "A Shortest Augmenting Path Algorithm for Dense and Sparse
/// Linear Assignment Problems", Computing 38, 1987. *Differences from the paper:* only the column
/// reduction of its initialisation.
public final class LinearAssignment {

  private final double[][] cost;
  private final int n;
  private final double[] price; // dual variable of each column
  private final int[] rowOf; // assigned to each column; −1 if free
  private final int[] columnOf; // assigned to each row; −1 if free

  private LinearAssignment(double[][] cost) {
    this.cost = cost;
    n = cost.length;
    price = new double[n];
    rowOf = new int[n];
    columnOf = new int[n];
    Arrays.fill(rowOf, -1);
    Arrays.fill(columnOf, -1);
  }

  /// Assigns rows to columns at minimum total cost.
  ///
  /// @param cost `[n][n]`, finite
  /// @return the column of each row
  public static int[] solve(double[][] cost) {
    var a = new LinearAssignment(cost);
    a.reduceColumns();
    for (int row = 0; row < a.n; row++) {
      if (a.columnOf[row] < 0) {
        a.augment(row);
      }
    }
    return a.columnOf;
  }

  /// The total cost of an assignment.
  ///
  /// @param cost `[n][n]`
  /// @param columns the column of each row
  public static double total(double[][] cost, int[] columns) {
    double sum = 0;
    for (int row = 0; row < columns.length; row++) {
      sum += cost[row][columns[row]];
    }
    return sum;
  }

  /// Assigns each column to its cheapest row if that is free, which keeps all reduced costs
  /// `cost[i][j] − price[j]` at least 0 and those of assigned pairs at 0.
  private void reduceColumns() {
    for (int j = n - 1; j >= 0; j--) {
      int best = 0;
      for (int i = 1; i < n; i++) {
        best = cost[i][j] < cost[best][j] ? i : best;
      }
      price[j] = cost[best][j];
      if (columnOf[best] < 0) {
        columnOf[best] = j;
        rowOf[j] = best;
      }
    }
  }

  /// Dijkstra's algorithm on reduced costs from a free row to the nearest free column.
  private void augment(int start) {
    double[] distance = new double[n];
    int[] before = new int[n]; // the row from which each column is reached
    int[] order = new int[n]; // columns: finished ones first
    Arrays.fill(distance, Double.POSITIVE_INFINITY);
    Arrays.setAll(order, j -> j);
    int finished = 0;
    int row = start;
    double offset = 0;
    while (true) {
      int position = relax(row, offset, distance, before, order, finished);
      int column = order[position];
      order[position] = order[finished];
      order[finished] = column;
      row = rowOf[column];
      if (row < 0) {
        for (int k = 0; k < finished; k++) {
          price[order[k]] += distance[order[k]] - distance[column];
        }
        flip(start, column, before);
        return;
      }
      finished++;
      offset = distance[column] - (cost[row][column] - price[column]);
    }
  }

  /// Relaxes the distances of unfinished columns through a row and returns the position of the
  /// nearest one. Ties prefer a free column; otherwise identical samples, as from a collapsed
  /// generator, would cause a visit of every column.
  private int relax(
      int row, double offset, double[] distance, int[] before, int[] order, int finished) {
    double[] costs = cost[row];
    double smallest = Double.POSITIVE_INFINITY;
    int position = finished;
    for (int k = finished; k < n; k++) {
      int j = order[k];
      double current = distance[j];
      double through = offset + costs[j] - price[j];
      if (through < current) {
        distance[j] = through;
        before[j] = row;
        current = through;
      }
      if (current < smallest || (current == smallest && rowOf[j] < 0)) {
        smallest = current;
        position = k;
      }
    }
    return position;
  }

  private void flip(int start, int end, int[] before) {
    int column = end;
    int row;
    do {
      row = before[column];
      rowOf[column] = row;
      int next = columnOf[row];
      columnOf[row] = column;
      column = next;
    } while (row != start);
  }
}
