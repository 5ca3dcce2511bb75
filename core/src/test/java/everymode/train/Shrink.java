package everymode.train;

import everymode.autoregressive.Categorical;
import everymode.autoregressive.GatedPixelCnn;
import everymode.autoregressive.Made;
import everymode.model.cesagan.Bootstrap;
import everymode.model.hgan.PoolSettings;
import everymode.nn.Attention;
import everymode.nn.Dcgan;
import everymode.nn.Hybrid;
import everymode.nn.Mlp;
import java.lang.reflect.RecordComponent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes any family's configuration small enough for a test: few steps, small batches, narrow nets.
final class Shrink {

  private Shrink() {}

  /// The same configuration with the given number of steps.
  ///
  /// Components called `steps` (or ending in it, except for steps inside a step) become that many,
  /// `batch` is 8, `rounds` are 2, and networks are narrow, at any nesting depth.
  @SuppressWarnings("unchecked") // A record is rebuilt by its own constructor.
  static <C extends Record> C to(C config, long steps) {
    return (C) value("", config, steps);
  }

  private static Object value(String name, Object value, long steps) {
    return switch (value) {
      case Mlp net ->
          new Mlp(
              net.hiddenSizes().stream().map(w -> Math.min(w, 8)).toList(),
              net.activation(),
              net.norm(),
              net.dropout());
      case Dcgan net -> new Dcgan(2, net.norm());
      case Hybrid net ->
          new Hybrid(
              net.hiddenSizes().stream().map(w -> Math.min(w, 8)).toList(),
              net.channels().stream().map(c -> Math.min(c, 2)).toList(),
              net.norm());
      case GatedPixelCnn _ -> new GatedPixelCnn(2, 6, 3, 3, new Categorical(4));
      case Made _ -> new Made(List.of(8), 2, 1);
      case Attention net ->
          new Attention(
              net.channels().stream().map(c -> Math.min(c, 8)).toList(),
              net.attendAfter(),
              net.kernel(),
              4,
              net.embedding(),
              net.hiddenSizes().stream().map(w -> Math.min(w, 16)).toList(),
              net.norm());
      case Bootstrap rounds -> new Bootstrap(rounds.selection(), 2, 0, 8, 1, 3, 9);
      case PoolSettings _ -> new PoolSettings(9, 2, 4);
      case Record nested -> rebuild(nested, steps);
      case List<?> list -> list.stream().map(v -> value(name, v, steps)).toList();
      case Long number when name.equals("steps") || name.endsWith("Steps") ->
          number == 0 ? 0 : steps;
      case Integer number when (name.equals("batch") || name.equals("batchSize")) ->
          Math.min(number, 8);
      case Integer number when name.equals("rounds") -> Math.min(number, 2);
      case Integer number when name.equals("fits") || name.equals("most") -> Math.min(number, 4);
      default -> value;
    };
  }

  private static Record rebuild(Record config, long steps) {
    RecordComponent[] components = config.getClass().getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    @Nullable Object[] values = new @Nullable Object[components.length];
    try {
      for (int i = 0; i < components.length; i++) {
        types[i] = components[i].getType();
        var accessor = components[i].getAccessor();
        accessor.setAccessible(true);
        Object value = accessor.invoke(config);
        values[i] = value == null ? null : value(components[i].getName(), value, steps);
      }
      var constructor = config.getClass().getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("cannot rebuild " + config, e);
    }
  }
}
