package everymode.data.catalog;

import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.data.JoinedRows;
import everymode.data.Rows;
import everymode.data.TrainHeldOutSplit;
import everymode.data.file.TableDatasets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Opens data set expressions.
///
/// Held-out rows match the training rows: they have the same classes and keep the same fraction of
/// a thinned class, or of a set that contributes few rows, but at least 10 rows of each class if it
/// has as many.
final class ExpressionDatasets {

  private final Expression expression;
  private final List<Selection> chosen = new ArrayList<>();

  /// Prefix of the class names, by set; empty when all parts are of one set.
  private final Map<String, String> prefixes = new HashMap<>();

  /// Numbers of the new classes, by name.
  private final Map<String, Long> numbers = new LinkedHashMap<>();

  private ExpressionDatasets(Expression expression) {
    this.expression = expression;
    Map<String, Dataset> opened = new HashMap<>();
    for (Expression.Part part : expression.parts()) {
      Dataset data = opened.computeIfAbsent(part.set(), Datasets::one);
      chosen.add(Selection.of(expression, part, data));
    }
  }

  static Dataset open(Expression expression) {
    ExpressionDatasets composed = new ExpressionDatasets(expression);
    composed.compatible();
    composed.balance();
    composed.name();
    return composed.dataset();
  }

  /// All parts must have the same domain.
  private void compatible() {
    Dataset first = chosen.getFirst().data();
    for (Selection other : chosen) {
      Dataset data = other.data();
      if (chosen.size() > 1 && data.stacked()) {
        throw expression.wrong(
            other.part().at(), "stacked digits cannot be joined to others; use them alone");
      }
      if (!alike(first.domain(), data.domain())) {
        throw expression.wrong(
            other.part().at(),
            String.format(
                Locale.ROOT,
                "all parts must have the same shape, but '%s' has %s and '%s' has %s; join sets of the same shape%s",
                first.name(),
                shape(first.domain()),
                data.name(),
                shape(data.domain()),
                data.domain().image().isPresent()
                    ? ", or resize image folders (PATH:resize=…)"
                    : ""));
      }
    }
  }

  private static boolean alike(Domain a, Domain b) {
    return switch (a) {
      case Domain.Table(var columns, _) ->
          !columns.isEmpty() && names(columns).equals(names(b.columns()));
      case Domain.Points _, Domain.Images _, Domain.Grid _ -> a.equals(b);
    };
  }

  private static List<String> names(List<Domain.Table.Column> columns) {
    return columns.stream().map(Domain.Table.Column::name).toList();
  }

  private static String shape(Domain domain) {
    return switch (domain) {
      case Domain.Points(int dim) -> "points in " + dim + " dimensions";
      case Domain.Table(var columns, _) -> "columns " + String.join(", ", names(columns));
      case Domain.Grid grid -> grid.describe() + " '" + grid.tiles().letters() + "'";
      case Domain.Images(int c, int h, int w) ->
          String.format(
              Locale.ROOT,
              c == 1 ? "grey images %d×%d" : "images %d×%d of " + c + " channels",
              h,
              w);
    };
  }

  /// Gives the held-out rows of the parts the proportions of their training rows.
  private void balance() {
    double rate =
        chosen.stream()
            .mapToDouble(part -> part.held().length / (double) part.train().length)
            .min()
            .orElse(1);
    if (chosen.size() > 1) {
      chosen.replaceAll(part -> part.held(rate * part.train().length / part.held().length));
    }
  }

  private void name() {
    Set<String> sets = new LinkedHashSet<>();
    chosen.forEach(part -> sets.add(part.part().set()));
    if (sets.size() > 1) {
      Set<String> taken = new LinkedHashSet<>();
      for (String set : sets) {
        String own = Datasets.shortName(set);
        String free = own;
        for (int i = 2; !taken.add(free); i++) {
          free = own + "-" + i;
        }
        prefixes.put(set, free);
      }
    }
    for (String set : sets) {
      Set<Integer> present = new TreeSet<>();
      List<Selection> parts = chosen.stream().filter(p -> p.part().set().equals(set)).toList();
      parts.forEach(part -> Arrays.stream(part.classes()).forEach(present::add));
      for (int c : present) {
        number(named(set, parts.getFirst().data().classes().get(c)));
      }
      if (present.isEmpty() && !prefixes.isEmpty()) {
        number(named(set, ""));
      }
    }
  }

  private void number(String name) {
    numbers.putIfAbsent(name, (long) numbers.size());
  }

  /// The new name of a class; an empty name is a whole set without labels.
  private String named(String set, String name) {
    String prefix = prefixes.getOrDefault(set, "");
    return prefix.isEmpty() ? name : name.isEmpty() ? prefix : prefix + "/" + name;
  }

  /// The new number of each class of a part; 0 for a dropped class.
  private long[] renumbered(Selection part) {
    if (numbers.isEmpty()) {
      return new long[0];
    }
    boolean labelled = part.data().train().label() != null;
    List<String> classes = labelled ? part.data().classes() : List.of("");
    return classes.stream()
        .mapToLong(name -> numbers.getOrDefault(named(part.part().set(), name), 0L))
        .toArray();
  }

  private Dataset dataset() {
    Selection only = chosen.getFirst();
    boolean same =
        chosen.size() == 1 && only.preservesDistribution(); // the distribution still holds
    List<Rows> train = chosen.stream().map(part -> part.trainRows(renumbered(part))).toList();
    List<Rows> held = chosen.stream().map(part -> part.heldRows(renumbered(part))).toList();
    Rows rows = JoinedRows.of(train, only.data().domain());
    Domain domain =
        only.data().domain() instanceof Domain.Table table
            ? TableDatasets.over(table, rows)
            : only.data().domain();
    return new TrainHeldOutSplit(
            rows,
            JoinedRows.of(held, domain),
            chosen.stream().allMatch(part -> part.data().ownHeldOut()),
            notes())
        .dataset(
            expression.text(),
            domain,
            List.copyOf(numbers.keySet()),
            same ? only.data().modes() : null,
            same ? only.data().distribution() : null);
  }

  private List<String> notes() {
    Set<String> notes = new LinkedHashSet<>();
    chosen.forEach(part -> notes.addAll(part.data().notes()));
    for (Selection part : chosen) {
      Dataset data = part.data();
      notes.add(
          String.format(
              Locale.ROOT,
              "'%s' keeps %,d of %,d training rows and %,d of %,d held-out rows.",
              part.part().text(),
              part.train().length,
              data.train().size(),
              part.held().length,
              data.heldOut().size()));
    }
    if (chosen.stream().map(part -> part.data().domain()).distinct().count() > 1) {
      String first = chosen.getFirst().part().set();
      notes.add(
          String.format(
              Locale.ROOT,
              "All columns are standardised like those of '%s'.",
              Datasets.shortName(first)));
    }
    return List.copyOf(notes);
  }
}
