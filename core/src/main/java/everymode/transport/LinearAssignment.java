package everymode.transport;

import java.util.Arrays;

/// The cheapest way to pair n rows with n columns, exactly.
///
/// Shortest augmenting paths with dual prices, O(n³): each row in turn finds the cheapest path to a
/// free column. Own code, because optimal transport is a core subject here and general graph
/// libraries take an order of magnitude longer on dense costs.
///
/// *Source:* Jonker and Volgenant, "A Shortest Augmenting Path Algorithm for Dense and Sparse
/// Linear Assignment Problems", Computing 38, 1987. *Differences from the paper:* of its
/// initialisation only the column reduction.
public final class LinearAssignment {

  private final double[][] cost;
  private final int n;
  private final double[] price; // of a column
  private final int[] rowOf; // of a column; −1 when it is free
  private final int[] columnOf; // of a row; −1 when it is free

  private LinearAssignment(double[][] cost) {
    this.cost = cost;
    n = cost.length;
    price = new double[n];
    rowOf = new int[n];
    columnOf = new int[n];
    Arrays.fill(rowOf, -1);
    Arrays.fill(columnOf, -1);
  }

  /// Pairs rows with columns at the least total cost.
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

  /// The total cost of a pairing.
  ///
  /// @param cost `[n][n]`
  /// @param columns the column of each row
  /// @return the sum
  public static double total(double[][] cost, int[] columns) {
    double sum = 0;
    for (int row = 0; row < columns.length; row++) {
      sum += cost[row][columns[row]];
    }
    return sum;
  }

  /// Gives each column its cheapest row while that is free, which keeps all reduced costs
  /// `cost[i][j] − price[j]` at least 0 and those of pairs at 0.
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

  /// Dijkstra's search over reduced costs from a free row to the nearest free column.
  private void augment(int start) {
    double[] distance = new double[n];
    int[] before = new int[n]; // the row from which a column is reached
    int[] order = new int[n]; // columns: first the finished ones, then the others
    Arrays.fill(distance, Double.POSITIVE_INFINITY);
    Arrays.setAll(order, j -> j);
    int finished = 0;
    int row = start;
    double offset = 0;
    while (true) {
      int place = relax(row, offset, distance, before, order, finished);
      int column = order[place];
      order[place] = order[finished];
      order[finished] = column;
      row = rowOf[column];
      if (row < 0) {
        for (int k = 0; k < finished; k++) {
          price[order[k]] += distance[order[k]] - distance[column];
        }
        turn(start, column, before);
        return;
      }
      finished++;
      offset = distance[column] - (cost[row][column] - price[column]);
    }
  }

  /// Shortens the ways to unfinished columns through a row and gives the place of the nearest. Of
  /// equally near ones a free column is taken, or else samples that are all the same, as of a
  /// collapsed generator, would cost every column a visit.
  private int relax(
      int row, double offset, double[] distance, int[] before, int[] order, int finished) {
    double[] costs = cost[row];
    double least = Double.POSITIVE_INFINITY;
    int place = finished;
    for (int k = finished; k < n; k++) {
      int j = order[k];
      double way = distance[j];
      double through = offset + costs[j] - price[j];
      if (through < way) {
        distance[j] = through;
        before[j] = row;
        way = through;
      }
      if (way < least || (way == least && rowOf[j] < 0)) {
        least = way;
        place = k;
      }
    }
    return place;
  }

  private void turn(int start, int end, int[] before) {
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
