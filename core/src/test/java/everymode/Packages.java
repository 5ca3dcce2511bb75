package everymode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// The packages and their allowed dependencies: [ArchitectureTest] checks the code against them,
/// and the diagram in CONTRIBUTING.md is generated from them.
final class Packages {

  /// A package without the leading `everymode.`, and its direct dependencies. Dependencies are
  /// transitive.
  private static final String BELOW =
      """
      error          :
      platform       : error
      random         :
      statistics     :
      tensor         : platform random
      io             : tensor
      sample         : tensor
      nn             : sample config
      prior          : nn
      config         : platform
      data           : io sample level
      data.file      : data
      data.synthetic : data
      data.catalog   : data.file data.synthetic
      neighbour      : tensor
      embedding      : data
      transport      : neighbour embedding statistics config
      autoregressive : nn data
      cluster        : transport
      dynamics       : random config
      level          : config random
      mixture        : tensor config cluster
      metric.feature : neighbour data statistics
      metric         : metric.feature transport data.catalog train coverage
      train          : nn data
      loss           : train prior embedding
      coverage       : statistics
      classifier     : metric.feature embedding train
      model          : loss classifier coverage neighbour config transport autoregressive dynamics mixture
      report         : metric coverage dynamics
      alarm          : train neighbour
      run            : report train config prior alarm
      certify        : run
      analysis       : run classifier cluster mixture
      run.report     : certify analysis
      compare        : run.report
      """;

  /// Internal packages of readers and algorithms, and the packages that may use them.
  static final Map<String, List<String>> INTERNAL =
      Map.of(
          "data.file", List.of("data.catalog"),
          "neighbour",
              List.of(
                  "transport",
                  "alarm",
                  "cluster",
                  "metric.feature",
                  "metric",
                  "model",
                  "certify",
                  "analysis"));

  private static final Map<String, List<String>> DIRECT = parse();

  private Packages() {}

  private static Map<String, List<String>> parse() {
    Map<String, List<String>> all = new LinkedHashMap<>();
    BELOW
        .lines()
        .map(line -> line.split(":", -1))
        .forEach(line -> {
          String below = line[1].strip();
          all.put(line[0].strip(), below.isEmpty() ? List.of() : List.of(below.split(" +")));
        });
    return all;
  }

  /// All packages, those without dependencies first.
  static Set<String> names() {
    return DIRECT.keySet();
  }

  /// The transitive dependencies of a package.
  static Set<String> below(String name) {
    Set<String> all = new LinkedHashSet<>();
    List<String> open = new ArrayList<>(direct(name));
    while (!open.isEmpty()) {
      String next = open.removeLast();
      if (all.add(next)) {
        open.addAll(direct(next));
      }
    }
    return all;
  }

  private static List<String> direct(String name) {
    List<String> below = DIRECT.get(name);
    if (below == null) {
      throw new IllegalStateException("no package called " + name);
    }
    return below;
  }

  /// The packages as a Mermaid diagram, an arrow from each to its direct dependencies.
  static String picture() {
    StringBuilder text = new StringBuilder("```mermaid\ngraph TD\n");
    DIRECT.forEach((name, below) ->
        below.stream()
            .filter(each -> below.stream().noneMatch(o -> below(o).contains(each)))
            .forEach(each -> text.append(String.format(Locale.ROOT, "  %s --> %s\n", name, each))));
    return text.append("```\n").toString();
  }
}
