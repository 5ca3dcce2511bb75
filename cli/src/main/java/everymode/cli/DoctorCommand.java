package everymode.cli;

import everymode.run.Json;
import everymode.tensor.Backend;
import everymode.tensor.Device;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Formatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.node.ObjectNode;

/// Reports what was found on this machine.
@Command(
    name = "doctor",
    description = "Reports what was found on this machine, and how to fix what was not.")
final class DoctorCommand implements Verb {

  @Mixin private Console console = new Console();

  @Override
  public Integer call() {
    Map<String, String> found = new LinkedHashMap<>();
    found.put("everymode", Main.version());
    found.put("java", Runtime.version() + " (" + System.getProperty("java.home") + ")");
    found.put(
        "memory",
        String.format(Locale.ROOT, "%,d MB for Java", Runtime.getRuntime().maxMemory() >> 20));
    found.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
    boolean works = loads(found);
    if (works) {
      found.put("threads", Integer.toString(Backend.threads()));
      found.put("cuda", Device.cuda());
    }
    found.put("run folder", Files.isWritable(Path.of(".")) ? "writable" : "not writable here");
    ObjectNode node = Json.object();
    Formatter text = new Formatter(Locale.ROOT);
    found.forEach((name, value) -> {
      text.format("%-12s %s%n", name, value);
      node.put(name, value);
    });
    console.result(text.toString().stripTrailing(), node);
    return works ? 0 : Main.FAILED;
  }

  private static boolean loads(Map<String, String> found) {
    try {
      found.put("natives", "unpacked into " + Backend.folder());
      Backend.load();
      found.put("libtorch", Backend.version() + ", loads and computes");
      return true;
    } catch (LinkageError e) {
      found.put("libtorch", String.valueOf(e.getMessage()));
      return false;
    }
  }
}
