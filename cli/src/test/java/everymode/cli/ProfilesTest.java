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
  void blocks_with_numbers_for_names_can_be_opened_again() throws IOException {
    Shell trained = train("npmsl", "--blocks", "1,1,1e3,1e3,-2,007", "--set", "clusters=2");
    assertThat(trained.code()).as(trained.err()).isZero();
    Shell clustered = Shell.run("cluster", folder.resolve("npmsl"), "--json");
    assertThat(clustered.code()).as(clustered.err()).isZero();
    assertThat(Files.readString(folder.resolve("npmsl/report.html"))).contains("1e3", "-2", "007");
    Shell empty = train("npem", "--blocks", "a,,b,b,c,c");
    assertThat(empty.err()).contains("blocks must not have empty names");
  }

  @Test
  void other_rows_are_clustered_by_the_columns_of_the_run() throws IOException {
    assertThat(train("npmsl", "--set", "clusters=3", "--steps", "20").code()).isZero();
    Path run = folder.resolve("npmsl");
    assertThat(Files.readString(run.resolve("columns.txt"))).isEqualTo("a1\na2\nb1\nb2\nc1\nc2\n");
    Path own = Files.createDirectory(folder.resolve("own"));
    String text = Files.readString(counts());
    Path more = Files.writeString(folder.resolve("more.csv"), swapped(text, "d,a2,b1,b2,c1,c2,a1"));
    assertThat(Shell.run("cluster", run, "--data", counts(), "--out", own).code()).isZero();
    Path other = Files.createDirectory(folder.resolve("other"));
    assertThat(Shell.run("cluster", run, "--data", more, "--out", other).code()).isZero();
    assertThat(Files.readString(other.resolve("assignments.csv")))
        .isEqualTo(Files.readString(own.resolve("assignments.csv")));
    Path less = Files.writeString(folder.resolve("less.csv"), text.replace(",a1,", ",z9,"));
    assertThat(Shell.run("cluster", run, "--data", less).err())
        .contains("lacks 1 of the 6 columns that the run was trained on, such as 'a1'");
  }

  /// The same counts with a further first column and the first column at the end.
  private static String swapped(String text, String header) {
    StringBuilder all = new StringBuilder("gene," + header + "\n");
    text.lines()
        .skip(1)
        .forEach(line -> {
          String name = line.substring(0, line.indexOf('"', 1) + 1);
          String[] counts = line.substring(name.length() + 1).split(",", -1);
          all.append(name).append(",77");
          for (int k = 1; k <= counts.length; k++) {
            all.append(',').append(counts[k % counts.length]);
          }
          all.append('\n');
        });
    return all.toString();
  }

  @Test
  void a_class_without_a_cluster_of_its_own_is_named() throws IOException {
    StringBuilder text = new StringBuilder("gene,type,a,b,c\n");
    SplittableRandom random = new SplittableRandom(8);
    for (int i = 0; i < 80; i++) {
      int high = i % 2;
      String type = i < 4 ? "rare" : high == 0 ? "flat" : "steep";
      text.append(String.format(Locale.ROOT, "g%d,%s", i, type));
      for (int k = 0; k < 3; k++) {
        text.append(',').append(100 + random.nextInt(20) + high * 2_000);
      }
      text.append('\n');
    }
    Path data = Files.writeString(folder.resolve("typed.csv"), text.toString());
    Path run = folder.resolve("typed");
    Shell trained =
        Shell.run(
            "train",
            "npmsl",
            "--data",
            data + ":counts=genes,label=type,held-out=no",
            "--set",
            "clusters=2",
            "--out",
            run,
            "--threads",
            1);
    assertThat(trained.code()).as(trained.err()).isZero();
    assertThat(trained.out())
        .contains("measured on 80 training rows", "closer-to-training  –   (no rows are held out")
        .contains("from one that repeats its training rows")
        .doesNotContain("are copies of held-out rows");
    Shell clustered = Shell.run("cluster", run);
    assertThat(clustered.out())
        .contains(
            "class \\ cluster", "No cluster is mainly 'rare': of its 4 training rows 2 are in");
    assertThat(Files.readString(run.resolve("report.html")))
        .contains("Class by cluster", "No cluster is mainly &#39;rare&#39;");
    Path rows = folder.resolve("rows.csv");
    assertThat(Shell.run("evaluate", run, "--metrics", "nll", "--per-row", rows).code()).isZero();
    assertThat(Files.readString(rows)).startsWith("part,row,class,nats,name\n").contains(",g79\n");
  }

  @Test
  void how_the_number_of_clusters_was_found_is_said() throws IOException {
    assertThat(train("repeated-gaussian", "--set", "choice.most=4").code()).isZero();
    assertThat(Shell.run("cluster", folder.resolve("repeated-gaussian")).out())
        .contains("The number of clusters was chosen from 1 to 4 by BIC")
        .contains("repeated-gaussian does not tell columns apart");
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
