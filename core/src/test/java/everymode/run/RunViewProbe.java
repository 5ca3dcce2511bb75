package everymode.run;

import java.nio.file.Path;
import java.util.Locale;

/// Reads every artefact of a run and prints it; run without LibTorch on the class path.
public final class RunViewProbe {

  private RunViewProbe() {}

  /// Prints the artefacts.
  ///
  /// @param arguments the run directory
  public static void main(String[] arguments) {
    RunView view = RunView.open(Path.of(arguments[0]));
    RunView.Status status = view.status().orElseThrow();
    System.out.printf(Locale.ROOT, "state %s total %d%n", status.state(), status.total());
    System.out.println("family " + view.recipe().family() + " " + view.effective().data());
    System.out.println("seed " + view.provenance().path("seed").asLong());
    System.out.println("values " + view.values().keySet());
    System.out.println("curves " + view.scoresOverTraining().keySet());
    System.out.println("checks " + view.checks().size() + ", alarms " + view.alarms().size());
    System.out.println("scores " + view.scores().map(s -> s.all().keySet()).orElse(null));
    System.out.println("checkpoints " + view.checkpoints().keySet());
    System.out.println("frames " + view.frames().size());
    System.out.println("report " + view.files().contains(Path.of("report.html")));
    System.out.println(
        "certificate "
            + view.json("certificate/certificate.json")
                .map(node -> node.path("verdict").asString())
                .orElse("none"));
    System.out.println("samplers " + view.json("samplers.json").isPresent());
  }
}
