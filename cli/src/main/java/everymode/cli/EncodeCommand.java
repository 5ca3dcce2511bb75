package everymode.cli;

import everymode.data.Dataset;
import everymode.data.Rows;
import everymode.data.catalog.Datasets;
import everymode.error.UsageException;
import everymode.io.Npz;
import everymode.run.Json;
import everymode.run.RunDirectory;
import everymode.run.Trained;
import everymode.run.UnfinishedRun;
import everymode.sample.Codec;
import everymode.tensor.Device;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Writes the codes of rows.
@Command(
    name = "encode",
    description = {
      "Writes the codes of a data set's rows, training rows first, with the encoder of a run of"
          + " autoencoder, aeot or aeotgan. The file is a data set of points.",
      "",
      "  everymode encode runs/00001-autoencoder-digits --out codes.npz",
      "  everymode transport --to codes.npz"
    })
final class EncodeCommand implements Verb {

  private static final int BATCH = 256;

  @Parameters(paramLabel = "RUN", description = "A run of autoencoder, aeot or aeotgan.")
  private Path run = Path.of("");

  @Option(
      names = "--data",
      paramLabel = "NAME|PATH",
      description = "Rows of the same kind (default: the data of the run).")
  private @Nullable String data;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "An .npz file: samples [n, dim], and labels [n] if the rows have classes.")
  private Path out = Path.of("");

  @Mixin private DataOptions dataOptions = new DataOptions();
  @Mixin private DeviceOptions deviceOptions = new DeviceOptions();
  @Mixin private Console console = new Console();

  @Override
  public Integer call() {
    Arguments.require(
        out.toString().toLowerCase(Locale.ROOT).endsWith(".npz"),
        "--out must end in .npz, but is " + out);
    Device device = deviceOptions.open();
    RunDirectory.makeParent(out);
    Trained trained = Trained.open(run, device);
    if (!(trained.model() instanceof Codec codec)) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "%s holds a %s, which has no encoder; train autoencoder, aeot or aeotgan",
              run,
              trained.recipe().family()));
    }
    Dataset rows = data == null ? trained.data() : Datasets.open(dataOptions.of(data));
    Arguments.require(
        rows.domain().equals(trained.data().domain()),
        String.format(
            Locale.ROOT,
            "%s encodes %s, but '%s' has %s; give data of the same kind",
            run,
            trained.data().domain().describe(),
            rows.name(),
            rows.domain().describe()));
    UnfinishedRun.of(trained).map(UnfinishedRun::sentence).ifPresent(console::warn);
    device.during(() -> write(codec, rows));
    int n = rows.train().size() + rows.heldOut().size();
    console.result(
        String.format(Locale.ROOT, "%,d codes in %s", n, out),
        Json.object().put("out", out.toString()).put("n", n));
    return 0;
  }

  private void write(Codec codec, Dataset data) {
    try (var _ = new Scope()) {
      List<Tensor> codes = new ArrayList<>();
      for (Rows part : List.of(data.train(), data.heldOut())) {
        for (int from = 0; from < part.size(); from += BATCH) {
          codes.add(encoded(codec, data, part, from));
        }
      }
      Map<String, Tensor> arrays = new LinkedHashMap<>();
      arrays.put("samples", Ops.cat(codes));
      Rows all = data.allRows();
      if (all.labelled()) {
        arrays.put("labels", Ops.of(all.labels()));
      }
      Npz.write(out, arrays);
    }
  }

  private static Tensor encoded(Codec codec, Dataset data, Rows part, int from) {
    long[] some = new long[Math.min(BATCH, part.size() - from)];
    Arrays.setAll(some, i -> from + i);
    try (var scope = new Scope()) {
      Tensor x = data.domain().units(Device.current().bring(part.x(some)));
      return scope.keep(Device.CPU.bring(codec.encode(x)).contiguous());
    }
  }
}
