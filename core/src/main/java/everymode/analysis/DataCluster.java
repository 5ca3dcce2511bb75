package everymode.analysis;

import everymode.run.Json;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A cluster of the rows of a data set.
///
/// @param rows number of its rows
/// @param nearest positions of some of them, the nearest to its centre first
/// @param centre mean in data units by coordinate or column, those first in which it differs most
///   from the other clusters; empty for images
public record DataCluster(int rows, List<Long> nearest, Map<String, Double> centre) {

  /// A cluster of which nothing is known.
  public static final DataCluster NONE = new DataCluster(0, List.of(), Map.of());

  private static final int COLUMNS = 4;
  private static final int DIGITS = 4;

  /// Copies the list and the map.
  public DataCluster {
    nearest = List.copyOf(nearest);
    centre = Collections.unmodifiableMap(new LinkedHashMap<>(centre));
  }

  /// The first coordinates of the centre.
  ///
  /// @return such as `x 1.2, y -3`; empty for images
  public String place() {
    return centre.entrySet().stream()
            .limit(COLUMNS)
            .map(entry -> entry.getKey() + " " + rounded(entry.getValue()))
            .collect(Collectors.joining(", "))
        + (centre.size() > COLUMNS ? ", …" : "");
  }

  private static String rounded(double value) {
    return BigDecimal.valueOf(value)
        .round(new MathContext(DIGITS))
        .stripTrailingZeros()
        .toPlainString();
  }

  /// The cluster as JSON.
  ///
  /// @return `rows`, `nearest` and `centre`
  public ObjectNode json() {
    ObjectNode json = Json.object().put("rows", rows);
    nearest.forEach(json.putArray("nearest")::add);
    ObjectNode centres = json.putObject("centre");
    centre.forEach(centres::put);
    return json;
  }

  /// Reads the output of [#json].
  public static DataCluster of(JsonNode json) {
    List<Long> nearest = new ArrayList<>();
    json.path("nearest").forEach(row -> nearest.add(row.asLong()));
    Map<String, Double> centre = new LinkedHashMap<>();
    json.path("centre").forEachEntry((name, value) -> centre.put(name, value.asDouble()));
    return new DataCluster(json.path("rows").asInt(), nearest, centre);
  }
}
