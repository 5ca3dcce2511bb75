package everymode.bench;

import everymode.io.Npz;
import everymode.random.RandomKey;
import everymode.tensor.Backend;
import everymode.tensor.Scope;
import everymode.transport.HeightRule;
import everymode.transport.MassCentres;
import everymode.transport.SemiDiscreteTransport;
import everymode.transport.TransportError;
import everymode.transport.TransportMap;
import everymode.transport.TransportSettings;
import everymode.transport.TransportSource;
import everymode.transport.WeightedTargets;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;

/// Solves one transport with one thread and prints the error on fresh points while it goes on:
/// `STEP CPU-SECONDS NORM`. What the error takes to measure does not count.
public final class TransportWorker {

  private static final int EVERY = 8; // steps between two measurements
  private static final int BLOCK = 50_000; // points

  private TransportWorker() {}

  /// Runs the worker.
  ///
  /// @param args targets (`.npz`), `zero` or `box`, the bar, fresh points, most CPU seconds, most
  ///   steps
  public static void main(String[] args) {
    Backend.threads(1);
    boolean box = args[1].equals("box");
    double bar = Double.parseDouble(args[2]);
    long points = Long.parseLong(args[3]);
    double most = Double.parseDouble(args[4]);
    int steps = Integer.parseInt(args[5]);
    TransportSettings settings =
        new TransportSettings(
            new HeightRule.Sinkhorn(0.8, 0.7, 10),
            TransportSource.Fill.UNIFORM,
            8_192,
            32_768,
            30,
            box,
            0,
            steps);
    try (var _ = new Scope()) {
      var rows = Objects.requireNonNull(Npz.read(Path.of(args[0])).get("samples"));
      WeightedTargets targets = WeightedTargets.of(rows);
      double spent = 0;
      double begin = seconds();
      var solver = new SemiDiscreteTransport(targets, settings, new RandomKey(1));
      double norm = 1;
      while (norm > bar && spent < most && solver.steps() < steps) {
        for (int i = 0; i < EVERY && solver.steps() < steps; i++) {
          solver.step();
        }
        spent += seconds() - begin;
        norm = measured(targets, solver, points).norm();
        System.out.printf(Locale.ROOT, "%d %.2f %.6f%n", solver.steps(), spent, norm);
        begin = seconds();
      }
    }
  }

  private static TransportError measured(
      WeightedTargets targets, SemiDiscreteTransport solver, long points) {
    try (var _ = new Scope()) {
      TransportMap map = TransportMap.of(targets, solver.heights());
      TransportSource source = TransportSource.Fill.UNIFORM.box(targets.dim());
      MassCentres cells = new MassCentres(targets.size(), targets.dim());
      RandomKey key = new RandomKey(2).fold(solver.steps());
      for (long from = 0; from < points; from += BLOCK) {
        cells.add(map, source, Math.toIntExact(Math.min(BLOCK, points - from)), key.fold(from));
      }
      return cells.error(targets);
    }
  }

  private static double seconds() {
    var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return system.getProcessCpuTime() * 1e-9;
  }
}
