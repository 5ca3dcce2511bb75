package everymode.cli;

import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.data.LevelDraw;
import everymode.data.catalog.Samples;
import everymode.error.UsageException;
import everymode.level.Level;
import everymode.level.LevelFiles;
import everymode.random.RandomKey;
import everymode.report.Png;
import everymode.run.RunDirectory;
import everymode.run.SampleImages;
import everymode.sample.CountSampler;
import everymode.sample.Sampler;
import everymode.tensor.Ops;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Draws levels and writes them as texts, picture or arrays.
///
/// @param playable whether levels must keep the rule
/// @param fresh whether they must also be new
/// @param tiles wanted numbers of tiles as they were given; null for none
record LevelWriter(
    Domain.Grid grid, Dataset data, boolean playable, boolean fresh, @Nullable String tiles) {

  void write(Path out, Sampler sampler, int n, RandomKey key, Console console) {
    Sampler asked = tiles == null ? sampler : counting(sampler, tiles);
    if (playable || fresh) {
      Arguments.require(
          grid.rules().known(),
          "--playable and --new need a rule of playable levels; train with --rule FILE");
      LevelDraw drawn = LevelDraw.of(asked, grid, n, fresh, known(), key);
      console.info(
          String.format(
              Locale.ROOT,
              "  %,d of %,d levels that were drawn are playable (%.1f %%)",
              drawn.playable(),
              drawn.drawn(),
              100.0 * drawn.playable() / drawn.drawn()));
      write(out, grid.units(stored(drawn.levels())), Map.of());
    } else {
      write(out, asked.sample(n, key), Sampler.rowMetadata(asked, n, key));
    }
  }

  private Set<Level> known() {
    if (!fresh) {
      return Set.of();
    }
    Arguments.require(
        data.train().available(),
        "--new compares with the training levels, which are not there; use --playable instead");
    return Set.copyOf(grid.levels(grid.units(data.train().all())));
  }

  private Tensor stored(List<Level> levels) {
    return Ops.ofBytes(grid.bytes(levels), levels.size(), grid.height(), grid.width());
  }

  private void write(Path out, Tensor levels, Map<String, Tensor> more) {
    String name = out.toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".png")) {
      int columns = (int) Math.ceil(Math.sqrt((double) levels.size(0)));
      RunDirectory.write(out, Png.encode(SampleImages.of(levels, grid, columns)));
    } else if (name.endsWith(".npz") || name.endsWith(".csv")) {
      Samples.write(out, grid, levels, more, List.of());
    } else {
      LevelFiles.write(out, grid.levels(levels), grid.tiles());
    }
  }

  private CountSampler counting(Sampler sampler, String wanted) {
    if (!(sampler instanceof CountSampler counting) || !counting.conditional()) {
      throw new UsageException("--tiles needs a run of cesagan, whose networks see the numbers");
    }
    Map<Integer, Integer> counts = new LinkedHashMap<>();
    for (String part : wanted.split(",", -1)) {
      // The tile may be '=' or a digit, so the last sign divides.
      int sign = part.lastIndexOf('=');
      int tile = sign == 1 ? grid.tiles().index(part.charAt(0)) : -1;
      Arguments.require(
          tile >= 0 && part.substring(sign + 1).matches("[0-9]{1,6}"),
          String.format(
              Locale.ROOT,
              "--tiles must be like '%s=2' with tiles of '%s', but '%s' is not",
              grid.tiles().letter(0),
              grid.tiles().letters(),
              part));
      Arguments.require(
          counts.put(tile, Integer.parseInt(part.substring(sign + 1))) == null,
          "--tiles names '" + part.charAt(0) + "' twice; name it once");
    }
    return counting.counting(counts);
  }
}
