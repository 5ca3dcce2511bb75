package everymode.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Clusters of profiles on the command line.
final class ProfilesTest {

  @TempDir private Path folder = Path.of("");

  /// Counts of 90 genes: a third is high in `a`, a third in `b`, a third nowhere.
  private Path counts() throws IOException {
    SplittableRandom random = new SplittableRandom(5);
    StringBuilder text = new StringBuilder("gene,a1,a2,b1,b2,c1,c2\n");
    for (int i = 0; i < 90; i++) {
      text.append(String.format(Locale.ROOT, "\"gene, %d\"", i));
      for (int k = 0; k < 6; k++) {
        int mean = i % 3 == k / 2 && k < 4 ? 3_000 : 100;
        text.append(',').append((int) (mean * (0.7 + 0.6 * random.nextDouble())));
      }
      text.append('\n');
    }
    return Files.writeString(folder.resolve("counts.csv"), text);
  }

  private Shell train(String family, String... options) throws IOException {
    Object[] all = {
      "train", family, "--data", counts(), "--out", folder.resolve(family), "--threads", 1
    };
    Object[] words = java.util.Arrays.copyOf(all, all.length + options.length);
    System.arraycopy(options, 0, words, all.length, options.length);
    return Shell.run(words);
  }

  @Test
  void clusters_are_written_with_the_names_of_genes_and_compared() throws IOException {
    Shell trained =
        train("npmsl", "--blocks", "a,a,b,b,c,c", "--set", "clusters=3", "--steps", "30");
    assertThat(trained.code()).as(trained.err()).isZero();
    assertThat(Files.readString(folder.resolve("npmsl/recipe.yaml"))).contains("blocks");
    Shell clustered = Shell.run("cluster", folder.resolve("npmsl"));
    assertThat(clustered.code()).as(clustered.err()).isZero();
    assertThat(clustered.out()).contains("adjusted Rand", "this run", "Poisson", "logit-Gaussian");
    Path written = folder.resolve("npmsl/cluster");
    assertThat(Files.readString(written.resolve("assignments.csv")))
        .startsWith("part,row,name,cluster,confidence\ntrain,0,\"gene, ")
        .contains("held-out,0,\"gene, ");
    assertThat(Files.readString(written.resolve("posteriors.csv")))
        .startsWith("part,row,name,p0,p1,p2\n");
    assertThat(Files.readString(folder.resolve("npmsl/report.html")))
        .contains("<h2>Clusters of profiles</h2>", "Counts of each cluster by block")
        .contains("Adjusted Rand index", "a1, a2, b1, b2, c1 and c2")
        .doesNotContain("NaN");
  }

  @Test
  void what_does_not_fit_is_refused_in_one_sentence() throws IOException {
    Shell blocks = train("npmsl", "--blocks", "a,a,b");
    assertThat(blocks.code()).isEqualTo(2);
    assertThat(blocks.err())
        .contains("blocks must have a name for each of the 6 columns, but has 3");
    Shell many = train("npem", "--set", "clusters=1000");
    assertThat(many.err()).contains("clusters must be at most the number of rows, ");
    Shell other = train("gan", "--blocks", "a,a");
    assertThat(other.code()).isEqualTo(2);
    assertThat(other.err())
        .contains("--blocks is an option of npem, npmsl, repeated-gaussian, not of gan");
  }

  @Test
  void other_families_of_profiles_are_measured_by_likelihood() throws IOException {
    for (String family : new String[] {"npem", "repeated-gaussian"}) {
      Shell shell = train(family, "--set", "clusters=2", "--metrics", "nll", "--steps", "5");
      assertThat(shell.code()).as(shell.err()).isZero();
      assertThat(shell.out()).contains("nll");
    }
  }
}
